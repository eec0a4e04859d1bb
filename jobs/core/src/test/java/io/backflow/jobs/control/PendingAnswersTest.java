package io.backflow.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.control.Command.Kind;
import io.backflow.jobs.protocol.VersionId;
import org.junit.jupiter.api.Test;

class PendingAnswersTest {

    private static final CommandId FIRST = new CommandId(0, 7);
    private static final CommandId SECOND = new CommandId(0, 8);
    private static final VersionId VERSION = new VersionId(2, 0, 13);

    private final PendingAnswers answers = new PendingAnswers();

    @Test
    void anAnswerIsGivenWhenACheckpointWithTheCommandIsComplete() {
        answers.add(report(FIRST, Kind.PAUSE, null, 0));
        answers.barrier(1, VERSION);
        answers.add(report(SECOND, Kind.RESUME, null, 0));
        answers.barrier(2, VERSION.at(14));

        assertThat(answers.complete(0)).isEmpty();
        assertThat(answers.complete(1)).containsExactly(answer(FIRST, Kind.PAUSE, true, "steps are not learnt", 13));
        assertThat(answers.complete(1)).as("once").isEmpty();
        assertThat(answers.complete(5)).containsExactly(answer(SECOND, Kind.RESUME, true, "steps are learnt", 14));
    }

    @Test
    void whatARestoredStateHoldsWasInACompleteCheckpoint() {
        answers.add(report(FIRST, Kind.PUBLISH, null, 0));
        answers.barrier(9, VERSION);
        PendingAnswers restored = new PendingAnswers();
        answers.held().forEach(restored::restore);

        assertThat(restored.complete(Long.MIN_VALUE)).hasSize(1);
    }

    @Test
    void theWorkersResetsAreAddedUpAndNoneIsARefusal() {
        answers.add(report(FIRST, Kind.RESET_SEQUENCE, null, 0));
        answers.add(report(FIRST, Kind.RESET_SEQUENCE, null, 2));
        answers.add(report(FIRST, Kind.RESET_SEQUENCE, null, 1));
        answers.add(report(SECOND, Kind.RESET_SEQUENCE, null, 0));
        answers.barrier(1, VERSION);

        assertThat(answers.complete(1))
                .containsExactly(
                        answer(FIRST, Kind.RESET_SEQUENCE, true, "3 recurrent states start from zero", 13),
                        answer(SECOND, Kind.RESET_SEQUENCE, false, "the job has no such sequence", 13));
    }

    @Test
    void atTheEndWhatNoBarrierHasFollowedIsRefused() {
        answers.add(report(FIRST, Kind.PAUSE, null, 0));
        answers.barrier(1, VERSION);
        answers.add(report(SECOND, Kind.RESUME, null, 0));

        assertThat(answers.end())
                .containsExactly(
                        answer(FIRST, Kind.PAUSE, true, "steps are not learnt", 13),
                        new CommandAnswer(
                                SECOND,
                                Kind.RESUME,
                                false,
                                "the input ended before the command took effect",
                                null,
                                null));
        assertThat(answers.held()).isEmpty();
    }

    @Test
    void aRefusalKeepsItsReason() {
        answers.add(report(FIRST, Kind.ROLL_BACK, "there is no such version", 0));
        answers.barrier(1, null);

        assertThat(answers.complete(1))
                .containsExactly(
                        new CommandAnswer(FIRST, Kind.ROLL_BACK, false, "there is no such version", null, null));
    }

    private static CommandReport report(CommandId id, Kind kind, String refusal, long sequences) {
        return new CommandReport(id, kind, refusal, sequences);
    }

    private static CommandAnswer answer(CommandId id, Kind kind, boolean applied, String detail, long version) {
        return new CommandAnswer(id, kind, applied, detail, 2L, version);
    }
}
