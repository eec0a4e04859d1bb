package io.backflow.jobs.scoring;

import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ModelGate} sends to its workers, on the edge on which a training job's workers receive snapshots. The
 * message of a whole model has the number of its turn, or of its offer, as session, and the number of its offer as
 * nonce: both grow whatever the versions' own numbers do.
 */
public final class ModelMessages {

    /** Shard of the message that has the model that forecasts are made with. */
    public static final int CURRENT = 0;

    /** Shard of the message that has the model in the shadow. */
    public static final int SHADOW = 1;

    private static final float[] NONE = {};

    private static final ShardProgress NO_PROGRESS =
            new ShardProgress(Rounds.NONE, new long[0], 0, TrainingTotals.ZERO);

    private ModelMessages() {}

    /** The models that {@code state} says; none before the first version. */
    public static List<ShardSnapshot> of(GateState state) {
        OfferedModel current = state.current;
        return current == null
                ? List.of()
                : List.of(message(CURRENT, state.turns, current), shadow(state.offers, state.shadow));
    }

    private static ShardSnapshot shadow(long offers, @Nullable OfferedModel shadow) {
        return shadow == null
                ? message(SHADOW, offers, new OfferedModel(0, new VersionId(0, 0, 0), NONE))
                : message(SHADOW, shadow.offer(), shadow);
    }

    private static ShardSnapshot message(int shard, long session, OfferedModel model) {
        VersionId id = new VersionId(session, model.offer(), model.id().version());
        return new ShardSnapshot(id, shard, model.values(), NO_PROGRESS, null, false);
    }
}
