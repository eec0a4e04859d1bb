package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.WindowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class GapWarningsTest {

    private static final LongPredicate TENS = number -> number % 10 == 0;
    private static final LongPredicate WITHOUT_EVERY_FIFTH = number -> number % 5 != 4;
    private static final LongPredicate RAGGED = number -> Math.floorMod((number * 0x9e3779b97f4a7c15L) >>> 32, 7) != 0;

    private final List<String> logged = new ArrayList<>();

    @Test
    void aStrideIsSaidOnceForAWorkerWhateverTheGapPolicy() {
        for (GapPolicy policy : GapPolicy.values()) {
            logged.clear();
            run(policy, TENS);

            assertThat(logged).as(policy.toString()).hasSize(1);
            assertThat(logged.get(0)).contains("sequence 0 go up by 10", "Number the steps of a sequence 0, 1, 2");
        }
    }

    @Test
    void stepsThatAreMissingAgainAndAgainAreSaidWithWhatToDo() {
        run(GapPolicy.RESET, WITHOUT_EVERY_FIFTH);

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0))
                .contains("1 of every 5 steps of sequence 0 do not come", "dead-letters", "impute or carry");
    }

    @Test
    void frequentGapsWithoutAnOrderAreSaidToo() {
        run(GapPolicy.RESET, RAGGED);

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).contains("In sequence 0 there are 8 gaps within");
    }

    @Test
    void gapsThatCutNoWindowAreNotLogged() {
        run(GapPolicy.IMPUTE, WITHOUT_EVERY_FIFTH);
        run(GapPolicy.CARRY, RAGGED);

        assertThat(logged).isEmpty();
    }

    @Test
    void aStreamWithoutGapsLogsNothing() {
        run(GapPolicy.RESET, number -> true);

        assertThat(logged).isEmpty();
    }

    /** Three sequences of the steps with the {@code wanted} numbers. */
    private void run(GapPolicy policy, LongPredicate wanted) {
        SequenceCounts counts = new SequenceCounts(new GapWarnings(32, policy, logged::add));
        Sequencer sequencer = new Sequencer(
                new WindowRule(32, TargetRule.GIVEN),
                new ReorderRule(4, 600_000, policy),
                new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                counts);
        for (int sequence = 0; sequence < 3; sequence++) {
            SequenceState state = new SequenceState(1);
            for (long number = 0; number < 400; number++) {
                if (wanted.test(number)) {
                    sequencer.accept(state, step(sequence, number));
                }
            }
        }
    }

    private static Step step(int sequence, long number) {
        return new Step(
                Integer.toString(sequence), number, 1000 * number, new float[1], Step.NONE, null, Step.NONE, 1f, false);
    }
}
