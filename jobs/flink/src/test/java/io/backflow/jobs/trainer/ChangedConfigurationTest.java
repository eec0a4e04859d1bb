package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.MemoryWindows;
import io.backflow.jobs.worker.Setting;
import io.backflow.jobs.worker.Waves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A job is saved in mid-stream and continues with another configuration. For every pair of settings, either the second
 * refuses the state that the first has saved, or each accepted step is trained once and in time.
 */
class ChangedConfigurationTest {

    private static final Set<String> WITH_GAP = Set.of("wave-1", "wave-5");

    /** Two sequences hold back steps behind one that never comes. */
    private static final List<Step> FEED = Waves.of(16, 40, 5).stream()
            .filter(step -> step.step() != 3 || !WITH_GAP.contains(step.sequenceId()))
            .toList();

    /**
     * A section of the configuration with some of its values. Those of a kind may follow each other.
     *
     * @param kind what may not change
     * @param yaml the section's value
     */
    private record Value(String kind, String yaml) {}

    private static final Map<String, List<Value>> SECTIONS = new LinkedHashMap<>();

    private static void section(String name, String... values) {
        List<Value> list = new ArrayList<>();
        for (String value : values) {
            String[] parts = value.split("\\|", 2);
            list.add(new Value(parts[0].strip(), parts[1].strip()));
        }
        SECTIONS.put(name, list);
    }

    static {
        section(
                "sync",
                "rounds of gradients | {type: synchronous, send: gradient, round: 4s}",
                "rounds of gradients | {type: synchronous, send: gradient, round: 1s}",
                "rounds of gradients | {type: synchronous, send: gradient, round: 60s}",
                "rounds of gradients | {type: synchronous, send: gradient, round: 7s, staleness: 2}",
                "rounds of gradients | {type: synchronous, send: gradient, round: 4s, reproducible: true, lanes: 4}",
                "rounds of deltas | {type: synchronous, send: delta, round: 4s}",
                "rounds of deltas | {type: synchronous, send: delta, round: 9s}",
                "rounds of deltas, nesterov | {type: synchronous, send: delta, round: 4s, outer: {type: nesterov}}",
                "rounds of deltas, nesterov | {type: synchronous, send: delta, round: 5s, "
                        + "outer: {type: nesterov, momentum: 0.5}}",
                "gradients | {type: asynchronous, send: gradient}",
                "gradients | {type: asynchronous, send: gradient, staleness: 4}",
                "deltas | {type: asynchronous, send: delta}",
                "deltas | {type: asynchronous, send: delta, staleness: 3, min_local_updates: 1, max_local_updates: 2}",
                "deltas, nesterov | {type: asynchronous, send: delta, outer: {type: nesterov}}");
        section(
                "horizon",
                "truncated 4 | {type: truncated, every: 4}",
                "truncated 4 of 7 | {type: truncated, every: 4, back: 7}",
                "truncated 4 of 9 | {type: truncated, every: 4, back: 9}",
                "truncated 9 | {type: truncated, every: 9}",
                "truncated 1 | {type: truncated, every: 1}",
                "full 4 | {type: full, every: 4, max_steps: 64}",
                "full 4 | {type: full, every: 4, max_steps: 8}",
                "full 6 | {type: full, every: 6, max_steps: 64}",
                "rtrl | {type: online, method: rtrl}",
                "rtrl | {type: online, method: rtrl, max_bytes_per_sequence: 100000}",
                "snap1 | {type: online, method: snap1}");
        section(
                "optimizer",
                "adam | {rule: adam, learning_rate: 0.01}",
                "adam | {rule: {type: adam, beta_1: 0.8, weight_decay: 0.1}, learning_rate: {type: step, "
                        + "base: 0.1, decay_steps: 9}}",
                "adam | {rule: adam, clip_norm: 0.5, reduction: sum_over_time}",
                "adamw | {rule: adamw}",
                "sgd | {rule: sgd}",
                "sgd, momentum | {rule: {type: sgd, momentum: 0.9}}",
                "sgd, momentum | {rule: {type: sgd, momentum: 0.5, nesterov: true}}",
                "rmsprop | {rule: rmsprop}",
                "rmsprop, momentum | {rule: {type: rmsprop, momentum: 0.9}}",
                "adagrad | {rule: adagrad}",
                "cocob | {rule: cocob}");
        section(
                "target",
                "given | {type: given}",
                "next | {type: next, columns: [0]}",
                "second | {type: next, columns: [1]}",
                "next 3 | {type: next, columns: [0], steps_ahead: 3}",
                "change | {type: next, columns: [0], residual: true}");
        section(
                "model",
                model("gru 4", "{type: gru, units: 4}"),
                model("gru 4", "{type: gru, units: 4, dropout: 0.5}"),
                model("gru 5", "{type: gru, units: 5}"),
                model("gru before", "{type: gru, units: 4, reset_after: false}"),
                model("tanh", "{type: simple_rnn, units: 4}"),
                model("relu", "{type: simple_rnn, units: 4, activation: relu}"),
                model("two", "{type: gru, units: 4}, {type: gru, units: 4}"),
                model("huber", "{type: gru, units: 4}").replace("{units: 1}", "{units: 1, loss: huber}"));
        section(
                "normalization",
                "none | null",
                "unit | {mean: [0, 0], deviation: [1, 1]}",
                "wide | {mean: [0, 0], deviation: [1, 2]}");
        section(
                "sequence",
                "any | {}",
                "any | {reorder: {max_steps: 2, gap: impute}}",
                "any | {reorder: {max_steps: 3, max_wait: 2s, gap: carry}}",
                "any | {session_gap: 5s, time_to_live: 9s}");
        section("batch", "any | {size: 3, linger: 1h}", "any | {size: 1}", "any | {size: 7}");
        section(
                "server",
                "three | {shards: 3}",
                "three | {shards: 3, encoding: float16}",
                "three | {shards: 3, feedback: topic}",
                "one | {shards: 1}",
                "four | {shards: 4}");
    }

    private static String model(String kind, String layers) {
        return kind + " | {input: {type: features, size: 2}, layers: [" + layers + "], head: {units: 1}}";
    }

    /** What a pair is set in. */
    private static final List<Map<String, String>> BASES = List.of(
            Map.of("sync", "{type: synchronous, send: gradient, round: 4s}", "horizon", "{type: truncated, every: 4}"),
            Map.of("sync", "{type: asynchronous, send: delta}", "horizon", "{type: full, every: 4, max_steps: 64}"));

    static Stream<String> sections() {
        return SECTIONS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everyPairIsRefusedOrTrainsEachStepOnce(String section) throws Exception {
        for (Map<String, String> base : BASES) {
            for (Value former : SECTIONS.get(section)) {
                MemoryJob.Saved saved = saved(config(base, section, former));
                for (Value next : SECTIONS.get(section)) {
                    JobConfig config = config(base, section, next);
                    if (next.kind().equals(former.kind())) {
                        goesOn(config, saved, former + " then " + next);
                    } else {
                        assertThatThrownBy(() -> new MemoryJob(config, saved))
                                .as("%s then %s, in %s", former, next, base)
                                .isInstanceOf(ConfigException.class)
                                .hasMessageStartingWith(section)
                                .hasMessageEndingWith("; set it back, or begin a new run without that state");
                    }
                }
            }
        }
    }

    @Test
    void whatIsReplayedMayChangeAndWhatIsKeptIsCutToIt() throws Exception {
        Map<String, Integer> replays = new LinkedHashMap<>();
        replays.put("null", 0);
        replays.put("{windows: 2, kept: 3}", 3);
        replays.put("{windows: 1, kept: 2}", 2);
        for (String former : replays.keySet()) {
            MemoryJob.Saved saved = saved(replaying(former));
            assertThat(mostKept(saved)).isEqualTo(replays.get(former));
            for (String next : replays.keySet()) {
                try (MemoryJob job = new MemoryJob(replaying(next), saved)) {
                    assertThat(mostKept(job.save()))
                            .as("%s then %s", former, next)
                            .isEqualTo(Math.min(replays.get(former), replays.get(next)));
                }
                goesOn(replaying(next), saved, former + " then " + next);
            }
        }
    }

    private static JobConfig replaying(String replay) {
        return config(BASES.get(0), "batch", new Value("replay", "{size: 3, replay: " + replay + "}"));
    }

    private static int mostKept(MemoryJob.Saved saved) {
        for (MemoryWindows.Saved kept : saved.windows().values()) {
            assertThat(kept.windows()).hasSize(kept.reservoir().kept());
        }
        return saved.windows().values().stream()
                .mapToInt(kept -> kept.windows().size())
                .max()
                .orElse(0);
    }

    /** The state itself has to say what is worth nothing under another horizon. */
    @Test
    void noStepIsLostWhereNothingSaysWhatTheStateWasMadeWith() throws Exception {
        int refused = 0;
        for (Value former : SECTIONS.get("horizon")) {
            MemoryJob.Saved saved =
                    saved(config(BASES.get(0), "horizon", former)).withoutSettings();
            for (Value next : SECTIONS.get("horizon")) {
                try {
                    goesOn(config(BASES.get(0), "horizon", next), saved, former + " then " + next);
                } catch (ConfigException e) {
                    assertThat(former.kind()).isNotEqualTo(next.kind());
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(50);
    }

    /** Step numbers mean something else under another order; what was saved before there were settings says so too. */
    @Test
    void theOrderOfAStateDoesNotChangeEvenWithoutSavedSettings() throws Exception {
        JobConfig numbers = Setting.of("");
        JobConfig times = Setting.of("stream: {order: time}");
        for (JobConfig former : List.of(numbers, times)) {
            MemoryJob.Saved saved = saved(former);
            for (MemoryJob.Saved from : List.of(saved, saved.withoutSettings())) {
                try (MemoryJob job = new MemoryJob(former, from)) {
                    job.take(FEED.subList(FEED.size() / 2, FEED.size()));
                    job.end();
                    assertThat(job.trained().steps()).isEqualTo(FEED.size());
                }
                assertThatExceptionOfType(ConfigException.class)
                        .isThrownBy(() -> new MemoryJob(former == times ? numbers : times, from))
                        .withMessageStartingWith("stream.order.type is ");
            }
        }
    }

    private static MemoryJob.Saved saved(JobConfig config) throws InterruptedException {
        try (MemoryJob job = new MemoryJob(config)) {
            job.take(FEED.subList(0, FEED.size() / 2));
            assertThat(job.pending()).isNotEmpty();
            return job.save();
        }
    }

    private static void goesOn(JobConfig config, MemoryJob.Saved saved, String pair) throws InterruptedException {
        try (MemoryJob job = new MemoryJob(config, saved)) {
            long before = job.trained().steps();
            job.take(FEED.subList(FEED.size() / 2, FEED.size()));
            assertThat(job.overdue()).as(pair).isEmpty();
            job.save();
            assertThat(job.trained().steps() + job.pending().size()).as(pair).isEqualTo(FEED.size());
            assertThat(job.trained().stepsHash() + Waves.hash(job.pending()))
                    .as(pair)
                    .isEqualTo(Waves.hash(FEED));
            job.end();
            assertThat(job.pending()).as(pair).isEmpty();
            assertThat(job.trained().steps()).as(pair).isEqualTo(FEED.size()).isGreaterThan(before);
            assertThat(job.trained().stepsHash()).as(pair).isEqualTo(Waves.hash(FEED));
        }
    }

    private static JobConfig config(Map<String, String> base, String section, Value value) {
        Map<String, String> sections = new LinkedHashMap<>();
        SECTIONS.forEach((name, values) -> sections.put(name, values.get(0).yaml()));
        sections.putAll(base);
        sections.put(section, value.yaml());
        StringBuilder yaml = new StringBuilder("kafka: {bootstrap_servers: \"localhost:9092\", bounded: true}\n");
        sections.forEach(
                (name, text) -> yaml.append(name).append(": ").append(text).append('\n'));
        return JobConfig.parse(yaml.toString());
    }
}
