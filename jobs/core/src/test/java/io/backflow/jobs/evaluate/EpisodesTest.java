package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodesTest {

    private final List<String> seen = new ArrayList<>();
    private final Episodes.Listener listener = new Episodes.Listener() {
        @Override
        public void begins(String sequence) {
            seen.add(sequence + " begins");
        }

        @Override
        public void taken(Step step, boolean missing) {
            seen.add(step.sequenceId() + " " + step.step() + (missing ? " missing" : ""));
        }
    };

    @Test
    void aNumberThatComesAgainWithANewerTimeBeginsAnEpisodeAndWithAnOlderOneIsDropped() {
        Episodes episodes = new Episodes(config(""));
        episodes.accept(step(0, 100, false), listener);
        episodes.accept(step(1, 200, false), listener);
        episodes.accept(step(0, 100, false), listener);
        episodes.accept(step(0, 300, false), listener);

        assertThat(seen).containsExactly("a begins", "a 0", "a 1", "a begins", "a 0");
        assertThat(episodes.outOfOrder()).isOne();
    }

    @Test
    void theStepBeforeStandsInForOneThatDidNotCome() {
        Episodes episodes = new Episodes(config(""));
        episodes.accept(step(0, 100, false), listener);
        episodes.accept(step(3, 400, false), listener);

        assertThat(seen).containsExactly("a begins", "a 0", "a 1 missing", "a 2 missing", "a 3");
        assertThat(episodes.missing()).isEqualTo(2);
    }

    @Test
    void anEndAndAPauseEndAnEpisode() {
        Episodes episodes = new Episodes(config("sequence: {session_gap: 1s}\nstream: {order: time, max_lead: 0s}\n"));
        episodes.accept(step(7, 100, false), listener);
        episodes.accept(step(7, 1100, true), listener);
        episodes.accept(step(7, 1200, false), listener);
        episodes.accept(step(7, 1150, false), listener);

        assertThat(seen).containsExactly("a begins", "a 0", "a begins", "a 0", "a begins", "a 0");
        assertThat(episodes.outOfOrder()).isOne();
    }

    private static Step step(long number, long time, boolean end) {
        return new Step("a", number, time, new float[] {1}, Step.NONE, null, Step.NONE, 1f, end);
    }

    private static JobConfig config(String more) {
        return JobConfig.parse(more + """
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next}
                """);
    }
}
