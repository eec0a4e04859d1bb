package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.Replay;
import io.backflow.model.Gradients;
import io.backflow.model.MinibatchRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayingTrainerTest {

    private static final JobConfig CONFIG = Setting.replaying(4, 2, """
            sync: {type: asynchronous, send: gradient}
            """);

    private final MemoryWindows kept = new MemoryWindows();
    private final Rows rows = new Rows();
    private final ReplayingTrainer trainer = new ReplayingTrainer(CONFIG, rows, kept, new WorkerDrift());

    @Test
    void eachNewWindowBringsPastOnesOfItsOwnSequence() {
        for (int time = 0; time < 40; time++) {
            train(time, "a", "b", "c");

            int past = Math.min(2, time);
            assertThat(rows.replayed).hasSize(3 * past);
            for (int i = 0; i < rows.replayed.size(); i++) {
                assertThat(rows.replayed.get(i) / 1000).as("sequence").isEqualTo(i / past);
                assertThat(rows.replayed.get(i) % 1000).as("time").isLessThan(time);
            }
        }
        assertThat(trainer.counts().replayed()).isEqualTo(3 * (1 + 2 * 38));
    }

    /** A minibatch replays the same beside other sequences, and after a restart. */
    @Test
    void whatIsReplayedOfASequenceDependsOnItAlone() {
        MemoryWindows others = new MemoryWindows();
        Rows otherRows = new Rows();
        for (int time = 0; time < 40; time++) {
            train(time, "a", "b");
            ReplayingTrainer restarted = new ReplayingTrainer(CONFIG, otherRows, others, new WorkerDrift());
            train(restarted, time, "b");

            assertThat(otherRows.replayed)
                    .isEqualTo(rows.replayed.stream().filter(row -> row >= 1000).toList());
        }
    }

    @Test
    void aReplayedWindowThatIsLeftOutOfTheGradientIsCounted() {
        train(0, "a");
        train(1, "a");
        rows.factor = 0;
        train(2, "a");

        assertThat(trainer.counts().refused()).isEqualTo(2);
        assertThat(trainer.counts().replayed()).isEqualTo(3);
        assertThat(trainer.counts().kept()).isEqualTo(3);
    }

    /** Lazily: a sequence is looked at when it is trained, whenever that is. */
    @Test
    void whatWasKeptBeforeAnAlarmIsForgottenOnceWhenItsSequenceIsTrained() {
        String drift = "sync: {type: asynchronous, send: gradient}\ndrift: {reaction: forget_replay, groups: [b]}";
        Reacting reacting = new Reacting(drift);
        ReplayingTrainer forgetting = new ReplayingTrainer(Reacting.config(drift), rows, kept, reacting.drift());
        for (int time = 0; time < 10; time++) {
            train(forgetting, time, "a", "b", "c");
        }
        reacting.since(0, 20);
        train(forgetting, 10, "a", "b");
        assertThat(rows.replayed).as("of the group b nothing").hasSize(2).allMatch(row -> row < 1000);
        assertThat(forgetting.counts().forgotten()).isEqualTo(3);

        reacting.since(30, 20);
        train(forgetting, 11, "a", "b");
        assertThat(rows.replayed).isEmpty();
        assertThat(forgetting.counts().forgotten()).isEqualTo(3 + 3 + 1);

        ReplayingTrainer restarted = new ReplayingTrainer(Reacting.config(drift), rows, kept, reacting.drift());
        train(restarted, 12, "a", "b", "c");
        assertThat(rows.replayed).as("c comes for the first time since").containsExactly(11, 1011);
        assertThat(restarted.counts().forgotten()).isEqualTo(3);
        train(restarted, 13, "c");
        assertThat(rows.replayed).containsExactly(2012);
    }

    private void train(int time, String... ids) {
        train(trainer, time, ids);
    }

    private static void train(ReplayingTrainer trainer, int time, String... ids) {
        List<SequenceState> states = Stream.of(ids).map(id -> ready(id, time)).toList();
        trainer.train(states, new Gradients(1), scored -> {});
    }

    private static SequenceState ready(String id, int time) {
        SequenceState state = new SequenceState(1);
        Step step = new Step(id, time, time, new float[] {1000 * (id.charAt(0) - 'a') + time});
        state.ready.add(new Window(List.of(step), time, false));
        return state;
    }

    /** Keeps what it is offered, and writes down what is replayed. */
    private static final class Rows implements BatchTrainer {

        private final List<Integer> replayed = new ArrayList<>();
        private float factor = 1;

        @Override
        public int batchCapacity() {
            return 4;
        }

        @Override
        public void load(float[] parameters, long version) {}

        @Override
        public TrainingTotals train(
                List<SequenceState> sequences,
                Replay replay,
                Gradients gradients,
                Consumer<PrequentialPrediction> scored) {
            replayed.clear();
            for (int i = 0; i < replay.size(); i++) {
                replayed.add((int) replay.window(i).inputs()[0]);
                replay.trained(i, factor);
            }
            for (int b = 0; b < sequences.size(); b++) {
                float[] features =
                        sequences.get(b).ready.remove().steps().get(0).features();
                if (replay.offer(b)) {
                    float[] none = {};
                    replay.keep(b, new MinibatchRow(features, new int[0], none, new int[0], new float[1], none));
                }
            }
            return TrainingTotals.ZERO;
        }
    }
}
