package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinRetryPolicyTest {

    private final JoinRetryPolicy asking = new JoinRetryPolicy(100);

    @Test
    void theFirstQuestionIsDueAtOnce() {
        assertThat(asking.due(0, false)).isTrue();
    }

    @Test
    void anUnansweredQuestionIsAskedAgainAfterAWhile() {
        asking.asked(0);

        assertThat(asking.due(99, true)).isFalse();
        assertThat(asking.due(100, false)).as("whether it has to wait or not").isTrue();
    }

    @Test
    void aWorkerThatHasHeardAndDoesNotWaitAsksNoMore() {
        asking.asked(0);
        asking.heard(10);

        assertThat(asking.due(1_000_000, false)).isFalse();
    }

    @Test
    void aWorkerThatWaitsLongAsksAgainForWhatMayHaveBeenLost() {
        asking.asked(0);
        asking.heard(50);

        assertThat(asking.due(149, true)).isFalse();
        assertThat(asking.due(150, true)).isTrue();
        asking.asked(150);
        assertThat(asking.due(249, true)).isFalse();
        assertThat(asking.due(250, true)).isTrue();
    }
}
