package io.backflow.jobs.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import org.junit.jupiter.api.Test;

class PublishedRunTest {

    /** Version 0 is untrained, and the last version of a run has a number of its own. */
    @Test
    void aRunThatPublishedNothingTrainedMayStartAgain() {
        assertThat(run(1, 1, 0, false).trained()).isFalse();
        assertThat(run(1, 1, 1, true).trained()).isFalse();
        assertThat(run(1, 1, 1, false).trained()).isTrue();
        assertThat(run(1, 1, 2, true).trained()).isTrue();
    }

    @Test
    void theNewestIsThatOfTheLatestSessionOrTheServerThatCameLater() {
        assertThat(run(2, 1, 0, false).isNewerThan(run(1, 1, 9, false))).isTrue();
        assertThat(run(1, 1, 9, false).isNewerThan(run(2, 1, 0, false))).isFalse();
        assertThat(run(1, 1, 2, false).isNewerThan(run(1, 1, 3, false))).isFalse();
        assertThat(run(1, 8, 2, false).isNewerThan(run(1, 1, 3, false)))
                .as("another server of the session, later in the log")
                .isTrue();
    }

    private static PublishedRun run(long session, long nonce, long version, boolean last) {
        return new PublishedRun(new VersionId(session, nonce, version), last, TrainingTotals.ZERO, "{}");
    }
}
