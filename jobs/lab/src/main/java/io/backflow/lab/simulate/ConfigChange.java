package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import org.jspecify.annotations.Nullable;

/**
 * The job is stopped with a savepoint, and goes on from it with another configuration.
 *
 * @param read share of the input after which it happens, from 0 to 1
 * @param config the other configuration
 * @param workers how many workers there are afterwards
 */
record ConfigChange(Kind kind, double read, JobConfig config, int workers) {

    /** What changes, and whether a job may go on with it. */
    enum Kind {
        ROUND("sync.round", false),
        STALENESS("sync.staleness", false),
        BATCH("batch.size", false),
        CLIP("optimizer.clip_norm", false),
        WORKERS("job.parallelism", false),
        RULE("optimizer.rule", true),
        SHARDS("server.shards", true),
        EVERY("horizon", true),
        SEND("sync.send", true),
        SYNC("sync.type", true);

        private final String key;
        private final boolean refused;

        Kind(String key, boolean refused) {
            this.key = key;
            this.refused = refused;
        }

        /** The key, or the section, that changes; a refusal names it. */
        String key() {
            return key;
        }

        boolean refused() {
            return refused;
        }
    }

    /** A change of the configuration {@code yaml}; null: none, as in most seeds. */
    static @Nullable ConfigChange draw(SeededDraws draws, String yaml, int workers) {
        if (draws.chance(0.7)) {
            return null;
        }
        Kind kind = draws.chance(0.25) ? Kind.ROUND : draws.pick(Kind.values());
        String changed = change(draws, kind, yaml);
        int then = kind == Kind.WORKERS ? draws.between(Math.max(1, workers / 2), workers) : workers;
        boolean none = changed.equals(yaml) && then == workers;
        return none ? null : new ConfigChange(kind, draws.between(0.0, 0.9), JobConfig.parse(changed), then);
    }

    private static String change(SeededDraws draws, Kind kind, String yaml) {
        return switch (kind) {
            case ROUND -> yaml.replaceFirst("round: \\d+ms", "round: " + draws.pick(250, 700, 1500, 4000) + "ms");
            case STALENESS -> yaml.replaceFirst("staleness: \\d", "staleness: " + draws.between(1, 4));
            case BATCH -> yaml.replaceFirst("size: \\d+, linger", "size: " + draws.between(1, 4) + ", linger");
            case CLIP -> yaml.replaceFirst("clip_norm: Infinity", "clip_norm: 0.5");
            case WORKERS -> yaml;
            case RULE ->
                yaml.contains("type: adam")
                        ? yaml.replace("type: adam", "type: rmsprop, momentum: 0.5")
                        : yaml.replaceFirst("rule: \\{[^}]*}", "rule: {type: adam}");
            case SHARDS -> yaml.replace("shards: 8", "shards: 9").replaceFirst("shards: [1-7]", "shards: 8");
            case EVERY -> yaml.replaceFirst("every: \\d", "every: 4");
            case SEND -> yaml.replaceFirst("send: gradient", "send: delta");
            case SYNC ->
                yaml.replaceFirst(
                        "synchronous, (send: .*), round: \\d+ms, staleness: \\d", "asynchronous, $1, staleness: 1");
        };
    }
}
