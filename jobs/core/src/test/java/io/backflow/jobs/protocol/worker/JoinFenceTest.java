package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.VersionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JoinFenceTest {

    private static final Join ME = new Join(1, 500);

    private final JoinFence fence = new JoinFence(ME);

    @Test
    void nobodyIsBelievedBeforeAPublicationAnswers() {
        Announcement stranger = announcement(7, 1, 80, 12);

        assertThat(fence.wants(stranger.id()))
                .as("it may turn out to be the answer")
                .isTrue();
        assertThat(fence.accepts(stranger)).isFalse();
        assertThat(fence.joined()).isFalse();
    }

    @Test
    void whoAnswersIsBelievedFromThenOn() {
        take(announcement(3, 9, 40, 5, new Join(0, 400), ME));

        assertThat(fence.joined()).isTrue();
        assertThat(fence.accepts(announcement(3, 9, 41, 6))).isTrue();
    }

    @Test
    void anAnswerToAFormerStartOrToAnotherWorkerIsNone() {
        assertThat(fence.accepts(announcement(3, 9, 40, 5, new Join(1, 499)))).isFalse();
        assertThat(fence.accepts(announcement(3, 9, 40, 5, new Join(0, 500)))).isFalse();
    }

    @Test
    void aServerLeftBehindIsNotBelievedHoweverFarItHasCome() {
        take(announcement(3, 9, 40, 5, ME));

        Announcement olderSession = announcement(2, 8, 900, 900);
        Announcement sameSession = announcement(3, 8, 900, 900);
        assertThat(fence.accepts(olderSession)).isFalse();
        assertThat(fence.wants(olderSession.id())).isFalse();
        assertThat(fence.accepts(sameSession)).isFalse();
        assertThat(fence.wants(sameSession.id())).isFalse();
    }

    /** The topic holds what the server published after the checkpoint that was restored. */
    @Test
    void whatWasPublishedAfterTheRestoredCheckpointIsNotBelieved() {
        Announcement lost = announcement(2, 8, 100, 100);
        assertThat(fence.accepts(lost)).isFalse();

        take(announcement(3, 9, 80, 1, ME));

        assertThat(fence.accepts(lost)).isFalse();
        assertThat(fence.accepts(announcement(3, 9, 81, 2))).isTrue();
    }

    /** Without a checkpoint the server starts session 1 once more; only its nonce distinguishes it from the former. */
    @Test
    void aRestartBeforeTheFirstCheckpointIsAnotherServerOfTheSameSession() {
        take(announcement(1, 22, 0, 1, ME));

        assertThat(fence.accepts(announcement(1, 11, 50, 50))).isFalse();
        assertThat(fence.accepts(announcement(1, 22, 1, 2))).isTrue();
    }

    @Test
    void aSessionCountedHigherIsNoReasonToBelieve() {
        take(announcement(3, 9, 40, 5, ME));

        assertThat(fence.accepts(announcement(4, 10, 41, 6))).isFalse();
        assertThat(fence.accepts(announcement(4, 10, 41, 6, new Join(1, 501)))).isFalse();
    }

    @Test
    void ofOneServerAnEditionIsTakenOnceAndNoneAfterANewerOne() {
        take(announcement(3, 9, 40, 5, ME));

        assertThat(fence.accepts(announcement(3, 9, 40, 5, ME)))
                .as("a duplicate")
                .isFalse();
        take(announcement(3, 9, 42, 8));
        assertThat(fence.accepts(announcement(3, 9, 41, 7))).isFalse();
        assertThat(fence.accepts(announcement(3, 9, 42, 9)))
                .as("an acknowledgement without a new version")
                .isTrue();
    }

    @Test
    void recordsOfAVersionAlreadyTakenAreNotKept() {
        take(announcement(3, 9, 40, 5, ME));

        assertThat(fence.wants(new VersionId(3, 9, 40))).isFalse();
        assertThat(fence.wants(new VersionId(3, 9, 41))).isTrue();
    }

    /** Lost, repeated and reordered among two servers: editions of the right one come, each newer than the last. */
    @Test
    void overABadChannelOnlyTheRightServersNewerEditionsCome() {
        int taken = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            JoinFence worker = new JoinFence(ME);
            long before = 0;
            for (Announcement announcement : badChannel(random)) {
                if (worker.accepts(announcement)) {
                    worker.accepted(announcement);
                    assertThat(announcement.id().nonce()).as("seed %d", seed).isEqualTo(9);
                    assertThat(announcement.edition()).as("seed %d", seed).isGreaterThan(before);
                    before = announcement.edition();
                    taken++;
                }
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static List<Announcement> badChannel(Random random) {
        List<Announcement> sent = new ArrayList<>();
        for (int edition = 1; edition <= 30; edition++) {
            sent.add(announcement(2, 8, 50 + edition, 70 + edition));
            boolean asked = edition % 7 == 3;
            sent.add(asked ? announcement(3, 9, edition, edition, ME) : announcement(3, 9, edition, edition));
        }
        List<Announcement> come = new ArrayList<>();
        for (Announcement announcement : sent) {
            for (int copies = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2); copies > 0; copies--) {
                come.add(announcement);
            }
        }
        for (int i = 0; i + 4 < come.size(); i++) {
            Collections.swap(come, i, i + random.nextInt(5));
        }
        return come;
    }

    private void take(Announcement announcement) {
        assertThat(fence.accepts(announcement)).isTrue();
        fence.accepted(announcement);
    }

    private static Announcement announcement(long session, long nonce, long version, long edition, Join... answered) {
        return new Announcement(new VersionId(session, nonce, version), edition, List.of(answered));
    }
}
