package io.backflow.lab.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backflow.jobs.config.JobConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** The configuration of the demo's job: {@code storms.yaml}, completed by what a run decides. */
final class StormTraining {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final int WORKERS = 2;

    private StormTraining() {}

    static JobConfig config(DemoSettings settings, StormReplay replay, Scaling scaling, String bootstrapServers) {
        ObjectNode config = template();
        config.withObject("/job").put("seed", settings.seed()).put("parallelism", WORKERS);
        config.withObject("/kafka").put("bootstrap_servers", bootstrapServers);
        config.set("normalization", YAML.valueToTree(Map.of("mean", scaling.mean(), "deviation", scaling.std())));
        config.withObject("/optimizer/learning_rate").put("total_steps", updates(settings, replay));
        ObjectNode sync = config.putObject("sync").put("send", "gradient");
        switch (settings.mode()) {
            case SYNCHRONOUS ->
                sync.put("type", "synchronous")
                        .put("round", replay.round().toString())
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
    private static long updates(DemoSettings settings, StormReplay replay) {
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
