package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OuterConfig;
import io.backflow.jobs.config.StateSettings;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Rounds;
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
    private final String settings;

    public ConfiguredServer(JobConfig config, int maxParallelism) {
        this.config = config;
        keys = ShardKeys.of(config.server().shards(), maxParallelism);
        settings = StateSettings.of(config).toString();
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
        ShardState state = new ShardState(values, slots(update().rule(), values.length), workerSlots(values.length));
        state.settings = settings;
        state.roundMillis = roundMillis();
        return state;
    }

    /** State without settings, of former builds, is taken to be made with the same ones; its sizes have to fit. */
    @Override
    public void resume(int shard, ShardState state) {
        if (!state.settings.isEmpty()) {
            StateSettings.parse(settings).checkContinues(StateSettings.parse(state.settings));
        }
        checkSizes(shard, state);
        if (state.roundMillis > 0 && roundMillis() > 0) {
            state.closedRound = new Rounds(roundMillis()).convert(state.closedRound, new Rounds(state.roundMillis));
        }
        state.settings = settings;
        state.roundMillis = roundMillis();
    }

    /** Of state without settings, and of a momentum that becomes 0 or is no longer 0. */
    private void checkSizes(int shard, ShardState state) {
        int length = sharding().length(shard);
        String rule = sendsDeltas() ? "sync.outer" : "optimizer.rule";
        check("model", "parameters in shard " + shard, state.values.length, length);
        check(rule, "slots in shard " + shard, state.slots.length, serverSlots(length));
        int workerSlots = workerSlots(length).length;
        check("optimizer.rule", "workers' slots in shard " + shard, state.workerSlots.length, workerSlots);
    }

    private static void check(String key, String what, int restored, int configured) {
        if (restored != configured) {
            throw new ConfigException(key + " makes " + configured + " " + what
                    + ", but the state to go on from was made with " + restored
                    + "; set it back, or begin a new run without that state");
        }
    }

    private long roundMillis() {
        return config.sync() instanceof SyncConfig.Synchronous rounds
                ? rounds.round().toMillis()
                : 0;
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
        Double clip = config.optimizer().clipNorm();
        return new GradientUpdate(
                config.optimizer().rule(),
                config.optimizer().learningRate(),
                clip != null && clipsMergedGradients() ? clip : Double.POSITIVE_INFINITY);
    }

    /** Workers that wait for nobody clip their own gradients; a round's sum can be clipped only where it is known. */
    private boolean clipsMergedGradients() {
        return config.sync() instanceof SyncConfig.Synchronous
                && !sendsDeltas()
                && config.optimizer().clipNorm() != null;
    }

    private boolean sendsDeltas() {
        return config.sync().send() == SyncConfig.Send.DELTA;
    }
}
