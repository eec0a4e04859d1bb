package io.backflow.jobs.scorer;

import io.backflow.jobs.scoring.ShadowState;
import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.trainer.LiveStateSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link ShadowState} down: the number of its layout, the offer, the live state. */
public final class ShadowStateSerializer extends FlatSerializer<ShadowState> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 1;

    private final LiveStateSerializer live = new LiveStateSerializer();

    public ShadowStateSerializer() {
        super(ShadowState.class);
    }

    @Override
    public void serialize(ShadowState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        out.writeLong(state.offer());
        live.serialize(state.live(), out);
    }

    @Override
    public ShadowState deserialize(DataInputView in) throws IOException {
        checkLayout(in.readByte(), LAYOUT);
        return new ShadowState(in.readLong(), live.deserialize(in));
    }

    @Override
    public ShadowState copy(ShadowState from) {
        return new ShadowState(from.offer(), live.copy(from.live()));
    }

    @Override
    public TypeSerializerSnapshot<ShadowState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ShadowState> {
        public Snapshot() {
            super(ShadowStateSerializer::new);
        }
    }
}
