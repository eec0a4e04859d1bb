package io.backflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command that measures says what it measured. */
final class ReportOptions {

    @Option(names = "--json", paramLabel = "FILE", description = "Also write what was measured to this file.")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Prints a line that is seen at once. */
    void line(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Writes {@code result}, a record, to the file, if one was given. */
    void write(Object result) throws IOException {
        if (json != null) {
            Measurement.write(json, result);
        }
    }
}
