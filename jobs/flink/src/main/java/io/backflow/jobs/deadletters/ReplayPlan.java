package io.backflow.jobs.deadletters;

import java.util.Optional;

/**
 * What a replay is to send.
 *
 * @param filter which dead letters
 * @param to the topic to send them to; empty: the one that they came from
 * @param dryRun whether nothing is sent, and what would be sent is counted
 */
public record ReplayPlan(DeadLetterFilter filter, Optional<String> to, boolean dryRun) {}
