package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinRetryPolicyTest {

    private final JoinRetryPolicy retry = new JoinRetryPolicy(100);

    @Test
    void theFirstQuestionIsDueAtOnce() {
        assertThat(retry.due(0, false)).isTrue();
    }

    @Test
    void anUnansweredQuestionIsAskedAgainAfterAWhile() {
        retry.sent(0);

        assertThat(retry.due(99, true)).isFalse();
        assertThat(retry.due(100, false)).as("whether it has to wait or not").isTrue();
    }

    @Test
    void aWorkerThatHasASnapshotAndDoesNotWaitSendsNoJoin() {
        retry.sent(0);
        retry.received(10);

        assertThat(retry.due(1_000_000, false)).isFalse();
    }

    @Test
    void aWorkerThatWaitsLongAsksAgainForWhatMayHaveBeenLost() {
        retry.sent(0);
        retry.received(50);

        assertThat(retry.due(149, true)).isFalse();
        assertThat(retry.due(150, true)).isTrue();
        retry.sent(150);
        assertThat(retry.due(249, true)).isFalse();
        assertThat(retry.due(250, true)).isTrue();
    }
}
