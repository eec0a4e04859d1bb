package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.VersionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionFenceTest {

    private final SessionFence fence = new SessionFence();

    @Test
    void aLaterSessionFollowsAndAnEarlierOneNeverReturns() {
        take(1, 11, 50);
        take(2, 22, 3);

        assertThat(accepts(1, 11, 51)).isFalse();
        assertThat(accepts(2, 22, 4)).isTrue();
    }

    /** Without a checkpoint the server starts session 1 once more, from the beginning and with another nonce. */
    @Test
    void aRestartBeforeTheFirstCheckpointIsFollowedAndTheServerLeftBehindIsNot() {
        take(1, 11, 50);

        assertThat(accepts(1, 22, 0)).isTrue();
        take(1, 22, 0);

        assertThat(accepts(1, 11, 51)).isFalse();
        assertThat(accepts(1, 22, 1)).isTrue();
        take(2, 33, 1);
        assertThat(accepts(1, 22, 2)).isFalse();
    }

    @Test
    void versionsOfOneServerOnlyGrow() {
        take(1, 11, 5);

        assertThat(accepts(1, 11, 5)).isFalse();
        assertThat(accepts(1, 11, 4)).isFalse();
        assertThat(accepts(1, 11, 6)).isTrue();
    }

    private void take(long session, long nonce, long version) {
        assertThat(accepts(session, nonce, version)).isTrue();
        fence.accepted(new Announcement(new VersionId(session, nonce, version), 0, List.of()));
    }

    private boolean accepts(long session, long nonce, long version) {
        return fence.accepts(new Announcement(new VersionId(session, nonce, version), 0, List.of()));
    }
}
