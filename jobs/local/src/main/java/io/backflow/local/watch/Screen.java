package io.backflow.local.watch;

import java.io.PrintWriter;

/**
 * Where a command speaks.
 *
 * @param out for what it has to say
 * @param err for how it stands meanwhile
 * @param terminal whether a person watches {@code err}, and a line may be written over
 */
public record Screen(PrintWriter out, PrintWriter err, boolean terminal) {}
