package io.backflow.jobs.protocol.server;

import static io.backflow.jobs.protocol.Contributions.merged;
import static io.backflow.jobs.protocol.Contributions.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.model.optimizer.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotDeliveryTest {

    private static final int WORKERS = 4;
    private static final long REFRESH = 1000;

    private final ShardState state = new ShardState(new float[] {1f, 1f}, new float[0], new float[0]);
    private final ShardServer server = new ShardServer(0, 1, new DeltaUpdate(new Sgd(), 1));
    private final SnapshotDelivery delivery = new SnapshotDelivery(server, 7, REFRESH);

    @BeforeEach
    void theSessionHasBegun() {
        assertThat(delivery.toAll(state, SnapshotKind.FIRST, 0).worker()).isEqualTo(ShardSnapshot.EVERYBODY);
    }

    @Test
    void aContributionIsAnsweredToItsSenderAlone() {
        ShardSnapshot answer = send(2, 1, 10, 4f, 8f);

        assertThat(answer.worker()).isEqualTo(2);
        assertThat(answer.values()).containsExactly(2f, 3f);
        assertThat(answer.version()).isEqualTo(1);
        assertThat(answer.progress().acknowledged()).containsExactly(0, 0, 1, 0);
    }

    @Test
    void contributionsBringBackOneCopyOfTheValuesEach() {
        int copies = 0;
        for (int number = 1; number <= 5; number++) {
            for (int worker = 0; worker < WORKERS; worker++) {
                copies += send(worker, number, 10 * number, 1f, 1f).hasValues() ? 1 : 0;
            }
        }

        assertThat(copies).isEqualTo(5 * WORKERS);
        assertThat(delivery.refresh(state, 60)).isEmpty();
    }

    @Test
    void anEmptyContributionIsAcknowledgedWithoutValues() {
        ShardSnapshot answer = send(3, 1, 10);

        assertThat(answer.hasValues()).isFalse();
        assertThat(answer.id().nonce()).isEqualTo(7);
        assertThat(answer.version()).isZero();
        assertThat(answer.progress().acknowledged()).containsExactly(0, 0, 0, 1);
        assertThat(delivery.refreshIn(state, 10)).isNegative();
    }

    @Test
    void anEmptyContributionBringsTheValuesThatOthersHaveMade() {
        send(0, 1, 10, 4f, 8f);

        assertThat(send(3, 1, 20).values()).containsExactly(2f, 3f);
        assertThat(send(3, 2, 30).hasValues()).as("the second time").isFalse();
    }

    @Test
    void whoContributesNothingIsBroughtWhatIsNewestOnce() {
        send(0, 1, 400, 4f, 8f);
        send(1, 1, 500, 4f, 8f);

        assertThat(delivery.refreshIn(state, 600)).isEqualTo(800);
        assertThat(delivery.refresh(state, 1399)).isEmpty();
        assertThat(delivery.refresh(state, 1400))
                .extracting(ShardSnapshot::worker, ShardSnapshot::version)
                .containsExactly(tuple(0), tuple(2), tuple(3));
        assertThat(delivery.refreshIn(state, 1500)).isNegative();
        assertThat(delivery.refresh(state, 9000)).isEmpty();
    }

    private static Tuple tuple(int worker) {
        return Tuple.tuple(worker, 2L);
    }

    @Test
    void aRoundGoesToAllAndItsValuesOnlyIfItHasChangedThem() {
        List<ShardSnapshot> emitted = new ArrayList<>();
        for (RoundSum sum : List.of(merged(0, 1, 1f, 1f), new RoundSum(0, 2, Share.NONE, 0), merged(0, 3, 1f, 1f))) {
            assertThat(server.accept(state, sum)).isTrue();
            emitted.add(delivery.toAll(state, SnapshotKind.UPDATE, 10));
        }

        assertThat(emitted).extracting(ShardSnapshot::worker).containsOnly(ShardSnapshot.EVERYBODY);
        assertThat(emitted).extracting(ShardSnapshot::hasValues).containsExactly(true, false, true);
        assertThat(emitted)
                .extracting(snapshot -> snapshot.progress().closedRound())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatGoesToAllHasItsValuesAsLongAsOneWorkerLacksThem() {
        send(0, 1, 10, 4f, 8f);

        assertThat(delivery.toAll(state, SnapshotKind.UPDATE, 20).hasValues()).isTrue();
        assertThat(delivery.toAll(state, SnapshotKind.UPDATE, 30).hasValues()).isFalse();
        ShardSnapshot last = delivery.toAll(state, SnapshotKind.LAST, 40);
        assertThat(last.hasValues()).as("it has a version of its own").isTrue();
        assertThat(last.size()).as("all have its values").isZero();
    }

    private ShardSnapshot send(int worker, long number, long now, float... values) {
        WorkerUpdate update = numbered(worker, WORKERS, number, values);
        assertThat(server.accept(state, update)).isTrue();
        return delivery.answer(state, update, now);
    }
}
