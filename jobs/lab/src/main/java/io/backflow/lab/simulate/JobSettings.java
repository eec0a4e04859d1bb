package io.backflow.lab.simulate;

import java.util.Locale;

/**
 * The job's configuration as a seed draws it. Its network is never run: the simulator trains something smaller on a
 * vector of the same length.
 */
record JobSettings(int shards, Scenario.Feedback feedback, String yaml) {

    static JobSettings draw(SeededDraws draws, long seed, int workers) {
        boolean synchronous = draws.chance(0.5);
        boolean delta = draws.chance(0.5);
        int shards = draws.between(1, 8);
        String send = delta ? draws.chance(0.2) ? "delta, outer: {type: nesterov}" : "delta" : "gradient";
        String sync = synchronous
                ? "{type: synchronous, send: %s, round: %dms, staleness: %d}"
                        .formatted(send, Recording.ROUND, draws.between(0, 4))
                : "{type: asynchronous, send: %s, staleness: %d%s}"
                        .formatted(
                                send,
                                draws.between(1, 4),
                                delta && draws.chance(0.3) ? ", max_local_updates: " + draws.between(1, 3) : "");
        double rate = synchronous || delta ? 0.0625 : 0.0625 / workers;
        String optimizer = "{rule: %s, learning_rate: %s, clip_norm: %s}"
                .formatted(
                        draws.pick("{type: sgd}", "{type: sgd}", "{type: sgd, momentum: 0.5}", "{type: adam}"),
                        String.format(Locale.ROOT, "%.12f", rate),
                        draws.chance(0.3) ? 0.5 : "Infinity");
        boolean few = synchronous || workers <= 100 || draws.chance(0.1); // the publisher writes each worker's number
        Scenario.Feedback feedback = few
                ? draws.pick(Scenario.Feedback.values())
                : draws.pick(Scenario.Feedback.CO_LOCATED, Scenario.Feedback.DATAGRAMS);
        String batches = "horizon: {type: truncated, every: %d}%nbatch: {size: %d, linger: %dms%s}\n"
                .formatted(
                        draws.between(1, 3),
                        draws.between(1, 3),
                        draws.between(0, 2),
                        replay(new SeededDraws(seed, "replay")));
        String server = "server: {shards: %d, feedback: %s}\n"
                .formatted(shards, feedback == Scenario.Feedback.TOPIC ? "topic" : "colocated");
        String more = sequence(new SeededDraws(seed, "sequence")) + batches + server + "sync: " + sync + "\noptimizer: "
                + optimizer + "\n";
        return new JobSettings(shards, feedback, yaml(seed, workers, more));
    }

    private static String replay(SeededDraws draws) {
        if (draws.chance(0.6)) {
            return "";
        }
        int windows = draws.between(1, 3);
        return ", replay: {windows: %d, kept: %d}".formatted(windows, windows + draws.between(0, 2));
    }

    /** How sequences are put in order and end, how far their clocks may be ahead, and what they predict. */
    private static String sequence(SeededDraws draws) {
        String target = draws.chance(0.3)
                ? "target: {type: next, steps_ahead: %d, columns: [0]}\n".formatted(draws.between(1, 2))
                : "";
        String stream = "stream: {max_ahead: %s}\n".formatted(draws.pick("500ms", "2s", "5m"));
        String reorder = "{max_steps: %d, max_wait: %s, gap: %s}"
                .formatted(
                        draws.between(2, 3),
                        draws.pick("365d", "365d", "4s", "1500ms"),
                        draws.pick("reset", "carry", "impute"));
        String gap = draws.chance(0.4) ? ", session_gap: %dms".formatted(draws.between(100, 3000)) : "";
        String life = draws.chance(0.3) ? ", time_to_live: %dms".formatted(draws.between(500, 5000)) : "";
        return target + stream + "sequence: {reorder: " + reorder + gap + life + "}\n";
    }

    /** A configuration with {@code more}, the sections that decide. */
    static String yaml(long seed, int workers, String more) {
        return """
                job: {seed: %d, parallelism: %d}
                kafka: {bootstrap_servers: "simulated:9092", idle_timeout: 0ms}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: simple_rnn, units: 3}]
                  head: {units: 1, loss: {type: mse}}
                %s""".formatted(seed & Long.MAX_VALUE, workers, more);
    }
}
