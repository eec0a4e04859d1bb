package io.backflow.jobs.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scoring.GateState;
import io.backflow.jobs.scoring.OfferedModel;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.scoring.ShadowState;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class GateStateSerializerTest {

    @Test
    void allThatAGateKeepsComesBackAndACopyIsAnother() throws IOException {
        GateState state = new GateState();
        state.offers = 9;
        state.turns = 4;
        state.held = true;
        state.newest = new VersionId(2, 3, 17);
        state.current = model(5, 13);
        state.shadow = model(6, 14);
        state.waiting = model(9, 17);
        state.previous.add(model(1, 9));
        state.previous.add(model(2, 10));
        state.score = new ShadowScore(6, 30, 29.5, 7, Double.POSITIVE_INFINITY);

        GateStateSerializer serializer = new GateStateSerializer();
        assertThat(through(serializer, state)).usingRecursiveComparison().isEqualTo(state);
        GateState copy = serializer.copy(state);
        assertThat(copy).usingRecursiveComparison().isEqualTo(state);
        copy.previous.clear();
        assertThat(state.previous).hasSize(2);
        assertThat(through(serializer, new GateState()))
                .usingRecursiveComparison()
                .isEqualTo(new GateState());
    }

    @Test
    void aShadowsStateComesBackAndALayoutOfALaterBuildIsRefused() throws IOException {
        LiveState live = new LiveState(2);
        live.recurrent[1] = 0.5f;
        live.step = 7;
        ShadowStateSerializer serializer = new ShadowStateSerializer();

        ShadowState back = through(serializer, new ShadowState(3, live));
        assertThat(back.offer()).isEqualTo(3);
        assertThat(back.live()).usingRecursiveComparison().isEqualTo(live);
        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[] {2})))
                .withMessageContaining("layout 2");
        assertThatIOException()
                .isThrownBy(() -> new GateStateSerializer().deserialize(new DataInputDeserializer(new byte[] {9})))
                .withMessageContaining("layout 9");
    }

    private static OfferedModel model(long offer, long version) {
        return new OfferedModel(offer, new VersionId(2, 3, version), new float[] {version, 1});
    }

    private static <T> T through(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
