package io.backflow.lab.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.forecast.ReplayClock;
import io.backflow.lab.forecast.ReplayOrder;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.TrackReplay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** The demo's stream and the configuration of its job: {@code storms.yaml}, completed by what a run decides. */
final class StormTraining {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final int WORKERS = 2;
    private static final int SIDE_BY_SIDE = 32;
    private static final int WINDOW = 16;
    private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

    private StormTraining() {}

    /** The training storms, one row each 6 hours of event time. */
    static TrackReplay replay(Storms storms, long seed, int epochs) {
        return new TrackReplay(
                storms.train(),
                new ReplayOrder(seed, 1, epochs, SIDE_BY_SIDE),
                new ReplayClock(START, Duration.ofHours(6), WINDOW));
    }

    static JobConfig config(DemoSettings settings, TrackReplay replay, Scaling scaling, String bootstrapServers) {
        ObjectNode config = template();
        config.withObject("/job").put("seed", settings.seed()).put("parallelism", WORKERS);
        config.withObject("/kafka").put("bootstrap_servers", bootstrapServers);
        config.set("normalization", YAML.valueToTree(scaling.forJob())); // its fields have the names of the keys
        config.withObject("/optimizer/learning_rate").put("total_steps", updates(settings, replay));
        if (settings.replay() > 0) {
            config.withObject("/batch/replay").put("windows", settings.replay()).put("kept", DemoSettings.MOST_KEPT);
        }
        ObjectNode sync = config.putObject("sync").put("send", "gradient");
        switch (settings.mode()) {
            case SYNCHRONOUS ->
                sync.put("type", "synchronous")
                        .put("round", replay.clock().round().toString())
                        .put("staleness", 0);
            case ASYNCHRONOUS -> sync.put("type", "asynchronous").put("staleness", 1);
        }
        try {
            return JobConfig.parse(YAML.writeValueAsString(config));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written as YAML", e);
        }
    }

    /** One a round; where workers do not wait for each other, at least one a round from each. */
    private static long updates(DemoSettings settings, TrackReplay replay) {
        return settings.mode() == DemoSettings.Mode.SYNCHRONOUS ? replay.rounds() : WORKERS * replay.rounds();
    }

    private static ObjectNode template() {
        try (InputStream in = Objects.requireNonNull(StormTraining.class.getResourceAsStream("storms.yaml"))) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
