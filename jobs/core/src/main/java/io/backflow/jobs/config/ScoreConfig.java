package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;

/**
 * What a scoring job forecasts with. A training job ignores it.
 *
 * @param from where the parameters come from
 * @param gate when a newer version is adopted
 * @param keep adopted versions that are kept for a rollback, beside the current one
 */
public record ScoreConfig(
        @Key(meaning = "where the parameters come from", preset = "{type: topic}")
        From from,

        @Key(meaning = "when a newer version is adopted", preset = "{type: none}")
        Gate gate,

        @Key(
                meaning = "number of versions adopted before the current one that are kept, in state, for a rollback;"
                        + " `0`: none",
                preset = "3")
        int keep) {

    public ScoreConfig {
        Check.notNegative("score.keep", keep);
    }

    /** Whether versions are adopted as they are published. */
    public boolean follows() {
        return from instanceof Topic;
    }

    /** The version in the topic that the job is pinned to; {@link From#NEWEST} where it names none. */
    public long pinned() {
        return from instanceof Version pinned ? pinned.version() : From.NEWEST;
    }

    /** Where parameters come from. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Topic.class, name = "topic"),
        @JsonSubTypes.Type(value = Version.class, name = "version"),
        @JsonSubTypes.Type(value = ModelFile.class, name = "file")
    })
    public sealed interface From {
        /** No version is asked for. */
        long NEWEST = -1;
    }

    /** The topic {@code parameters}: the newest version, and each later one. */
    public record Topic() implements From {}

    /**
     * One version in the topic {@code parameters}.
     *
     * @param version its number, in the newest session that has it
     */
    public record Version(
            @Key(meaning = "number of the version; the job fails where `parameters` does not hold it")
            long version) implements From {

        public Version {
            if (version < 0) {
                throw new ConfigException("score.from.version is " + version + "; versions are counted from 0");
            }
        }
    }

    /**
     * A model file.
     *
     * @param path where it is on the machine that submits the job
     */
    public record ModelFile(
            @Key(
                    meaning = "the model's file in safetensors ([files.md](files.md)); it is read where the job is"
                            + " submitted, and goes to the cluster with the job")
            String path)
            implements From {

        public ModelFile {
            if (path.isBlank()) {
                throw new ConfigException("score.from.path is empty; name the model's file");
            }
        }
    }

    /** When a newer version is adopted. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = NoGate.class, name = "none"),
        @JsonSubTypes.Type(value = Shadow.class, name = "shadow")
    })
    public sealed interface Gate {}

    /** At once. */
    public record NoGate() implements Gate {}

    /**
     * Once it has forecast beside the current version and was not worse.
     *
     * @param steps scored steps after which the two are compared
     * @param worseBy share of the current version's mean loss by which the newer one's may be higher
     */
    public record Shadow(
            @Key(
                    meaning = "number of steps that both versions have forecast, and whose truth has come",
                    preset = "1000")
            long steps,

            @Key(
                    meaning = "share of the current version's mean loss by which the newer one's may be higher;"
                            + " `0.05`: 5 %",
                    preset = "0.0")
            double worseBy)
            implements Gate {

        public Shadow {
            if (steps < 1) {
                throw new ConfigException("score.gate.steps is " + steps + "; compare over at least 1 step");
            }
            if (!Double.isFinite(worseBy) || worseBy < 0) {
                throw new ConfigException(
                        "score.gate.worse_by is " + worseBy + "; use a share from 0 on, such as 0.05");
            }
        }
    }
}
