package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OuterConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.server.ServerSetup;
import io.backflow.jobs.server.ShardKeys;
import io.backflow.model.Initialization;
import io.backflow.model.ParameterLayout;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Sgd;
import java.util.Arrays;

/** The server that the configuration asks for. */
public final class ConfiguredServer implements ServerSetup {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final int[] keys;

    public ConfiguredServer(JobConfig config, int maxParallelism) {
        this.config = config;
        keys = ShardKeys.of(config.server().shards(), maxParallelism);
    }

    @Override
    public int shards() {
        return keys.length;
    }

    @Override
    public int key(int shard) {
        return keys[shard];
    }

    /** How many shards make up the norm of a merged round: all of them where it is clipped by, else each its own. */
    public int normSharers() {
        return clipsMergedGradients() ? keys.length : 1;
    }

    @Override
    public ShardServer server(int shard) {
        return new ShardServer(shard, normSharers(), update());
    }

    @Override
    public ShardState fresh(int shard) {
        float[] values = sharding()
                .part(Initialization.keras(config.model(), config.job().seed()), shard);
        return new ShardState(values, slots(update().rule(), values.length), workerSlots(values.length));
    }

    @Override
    public void checkRestored(int shard, ShardState state) {
        int length = sharding().length(shard);
        check(shard, "parameters", state.values.length, length, "model and server.shards");
        check(shard, "slots of the server's rule", state.slots.length, serverSlots(length), "optimizer and sync.outer");
        check(shard, "slots of the workers' rule", state.workerSlots.length, workerSlots(length).length, "optimizer");
    }

    private static void check(int shard, String what, int restored, int configured, String keys) {
        if (restored != configured) {
            throw new IllegalStateException("shard " + shard + " was restored with " + restored + " " + what
                    + ", but the configuration makes " + configured + "; go on with the " + keys
                    + " that the state was written with");
        }
    }

    private Sharding sharding() {
        return new Sharding(ParameterLayout.of(config.model()).size(), keys.length);
    }

    private int serverSlots(int parameters) {
        return update().rule().slotsPerParameter() * parameters;
    }

    private float[] workerSlots(int parameters) {
        return sendsDeltas() ? slots(config.optimizer().rule(), parameters) : new float[0];
    }

    private static float[] slots(Optimizer rule, int parameters) {
        float[] slots = new float[rule.slotsPerParameter() * parameters];
        Arrays.fill(slots, rule.initialSlotValue());
        return slots;
    }

    private ShardUpdate update() {
        if (sendsDeltas()) {
            return config.sync().outer() instanceof OuterConfig.Nesterov nesterov
                    ? new DeltaUpdate(new Sgd(nesterov.momentum(), true, 0), nesterov.learningRate())
                    : new DeltaUpdate(new Sgd(), 1);
        }
        return new GradientUpdate(
                config.optimizer().rule(),
                config.optimizer().learningRate(),
                clipsMergedGradients() ? config.clipNorm() : Double.POSITIVE_INFINITY);
    }

    /** Workers that wait for nobody clip their own gradients; a round's sum can be clipped only where it is known. */
    private boolean clipsMergedGradients() {
        return config.sync() instanceof SyncConfig.Synchronous && !sendsDeltas() && Double.isFinite(config.clipNorm());
    }

    private boolean sendsDeltas() {
        return config.sync().send() == SyncConfig.Send.DELTA;
    }
}
