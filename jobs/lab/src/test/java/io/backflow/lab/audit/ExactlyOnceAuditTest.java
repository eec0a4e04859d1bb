package io.backflow.lab.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.sequence.StepHash;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactlyOnceAuditTest {

    private static final Sent SENT = new Sent();

    static {
        for (long step = 0; step < 8; step++) {
            SENT.add("a", step, time("a", step));
        }
        for (long step = 0; step < 4; step++) {
            SENT.add("b", step, time("b", step));
        }
    }

    private final ExactlyOnceAudit audit = new ExactlyOnceAudit();
    private long steps;
    private long hash;
    private long version;

    @Test
    void aRunWithoutFaultsTrainsEachStepOnce() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        trained(1, 7, log(20, "b", 0, 4));
        trained(1, 7, log(10, "a", 4, 8));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 0, 0, 0));
    }

    @Test
    void whatAFailureUndidDoesNotCount() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        VersionRecord saved = version(1, 7);
        trained(1, 7, log(10, "a", 4, 8));
        trained(1, 7, log(20, "b", 0, 4));

        restore(saved, 9);
        trained(2, 9, log(30, "a", 4, 8));
        trained(2, 9, log(30, "b", 0, 4));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 0, 0, 0));
    }

    @Test
    void ofTwoServersRestoredFromTheSameStateTheOneThatWentOnCounts() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        VersionRecord saved = version(1, 7);
        restore(saved, 8);
        trained(2, 8, log(20, "a", 4, 8));
        restore(saved, 9);
        trained(2, 9, log(30, "b", 0, 4));
        trained(2, 9, log(30, "a", 4, 8));
        audit.add(version(2, 9));
        audit.add(new VersionRecord(new VersionId(1, 7, 99), 4, 0)); // the first, left behind

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 0, 0, 0));
    }

    /** The server has begun with the newest checkpoint and has published it, but a worker cannot read it. */
    @Test
    void aStateBeforeTheOneThatOnlyTheServerCouldReadCounts() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        VersionRecord saved = version(1, 7);
        trained(1, 7, log(10, "a", 4, 8));
        audit.add(version(2, 8));
        restore(saved, 3, 9);
        trained(3, 9, log(30, "a", 4, 8));
        trained(3, 9, log(30, "b", 0, 4));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 0, 0, 0));
    }

    @Test
    void stepsThatNoVersionCountsAreLost() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        log(10, "b", 0, 4);
        trained(1, 7, log(10, "a", 4, 8));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 4, 0, 0, 0));
    }

    @Test
    void aRestoredServerWhoseWorkersWentBackTooFarTrainsTwice() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        trained(1, 7, log(20, "b", 0, 4));
        restore(version(1, 7), 9);
        trained(2, 9, log(30, "a", 2, 8));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 2, 0, 0));
    }

    @Test
    void aContributionThatIsDeliveredTwiceIsTrainedTwice() {
        begin(1, 7);
        long[] first = log(10, "a", 0, 4);
        trained(1, 7, first);
        trained(1, 7, log(10, "a", 4, 8));
        trained(1, 7, first);
        trained(1, 7, log(20, "b", 0, 4));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 4, 0, 0));
    }

    @Test
    void contributionsThatOvertakeEachOtherAreOutOfOrder() {
        begin(1, 7);
        long[] first = log(10, "a", 0, 4);
        long[] second = log(10, "a", 4, 8);
        trained(1, 7, second);
        trained(1, 7, first);
        trained(1, 7, log(20, "b", 0, 4));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 0, 4, 0));
    }

    @Test
    void swappedStepsWithinAContributionAreOutOfOrder() {
        begin(1, 7);
        trained(1, 7, sum(log(10, "a", 1, 2), log(10, "a", 0, 1), log(10, "a", 2, 8)));
        trained(1, 7, log(20, "b", 0, 4));

        assertThat(audit.close(SENT)).isEqualTo(new AuditResult(12, 0, 0, 1, 0));
    }

    @Test
    void whatNobodySaidIsNotExplainedAway() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 8));
        trained(1, 7, new long[] {4, 12345});

        AuditResult ledger = audit.close(SENT);

        assertThat(ledger).isEqualTo(new AuditResult(12, 4, 0, 0, 4));
        assertThat(ledger.clean()).isFalse();
    }

    @Test
    void aServerRestoredFromAStateThatNobodyPublishedIsAnError() {
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4));
        audit.add(new VersionRecord(new VersionId(2, 9, 5), 6, 1));

        assertThatThrownBy(() -> audit.close(SENT)).hasMessageContaining("version 5 of 6 steps");
    }

    @Test
    void stepsOfTwoEpisodesAreNotTakenForEachOther() {
        Sent sent = new Sent();
        for (long step = 0; step < 8; step++) {
            sent.add("a", step % 4, 100 * step);
        }
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4, 0));
        trained(1, 7, log(20, "a", 0, 4, 0));

        assertThat(sent.steps()).isEqualTo(8);
        assertThat(audit.close(sent))
                .as("the second episode never, the first twice")
                .isEqualTo(new AuditResult(8, 4, 4, 0, 0));
    }

    @Test
    void anEpisodeAfterTheOtherIsInOrder() {
        Sent sent = new Sent();
        for (long step = 0; step < 8; step++) {
            sent.add("a", step % 4, 100 * step);
        }
        begin(1, 7);
        trained(1, 7, log(10, "a", 0, 4, 0));
        trained(1, 7, log(10, "a", 0, 4, 400));

        assertThat(audit.close(sent)).isEqualTo(new AuditResult(8, 0, 0, 0, 0));
    }

    /** Lets a worker say the steps {@code [from, to)}; their number and the sum of their hashes. */
    private long[] log(long writer, String sequence, long from, long to) {
        long sum = 0;
        for (long step = from; step < to; step++) {
            sum += sight(writer, sequence, step, time(sequence, step));
        }
        return new long[] {to - from, sum};
    }

    /** The same for steps that are 100 ms apart, step 0 being of event time {@code begun}. */
    private long[] log(long writer, String sequence, long from, long to, long begun) {
        long sum = 0;
        for (long step = from; step < to; step++) {
            sum += sight(writer, sequence, step, begun + 100 * step);
        }
        return new long[] {to - from, sum};
    }

    private long sight(long writer, String sequence, long step, long time) {
        audit.add(new TrainedStep(writer, sequence, step, time));
        return StepHash.of(StepHash.ofSequence(sequence), step, time);
    }

    private static long time(String sequence, long step) {
        return 1000 * sequence.charAt(0) + step;
    }

    private static long[] sum(long[]... parts) {
        return List.of(parts).stream()
                .reduce(new long[2], (left, right) -> new long[] {left[0] + right[0], left[1] + right[1]});
    }

    private void begin(long session, long nonce) {
        audit.add(version(session, nonce));
    }

    private void trained(long session, long nonce, long[] added) {
        steps += added[0];
        hash += added[1];
        version++;
        audit.add(version(session, nonce));
    }

    /** Starts a server of the next session from what {@code saved} knew. */
    private void restore(VersionRecord saved, long nonce) {
        restore(saved, saved.session() + 1, nonce);
    }

    private void restore(VersionRecord saved, long session, long nonce) {
        steps = saved.steps();
        hash = saved.hash();
        version = saved.version();
        audit.add(version(session, nonce));
    }

    private VersionRecord version(long session, long nonce) {
        return new VersionRecord(new VersionId(session, nonce, version), steps, hash);
    }
}
