package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.config.OuterConfig;
import io.backflow.jobs.config.ServerConfig;
import io.backflow.jobs.config.StateSettings;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.sequence.MovingStatistics;
import io.backflow.model.Initialization;
import io.backflow.model.ParameterLayout;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Sgd;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server, as the configuration describes it. */
public final class ConfiguredServer implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int MIB = 1 << 20;

    /** Of the values of one shard, beside which a message has a little more. */
    private static final long LARGEST = 5 * MIB - 64 * 1024;

    private final JobConfig config;
    private final String settings;

    public ConfiguredServer(JobConfig config) {
        this.config = config;
        settings = StateSettings.of(config).toString();
    }

    public int shards() {
        return config.server().shards();
    }

    /** Whether workers follow the topic {@code parameters}, and not the server itself. */
    public boolean followed() {
        return config.server().feedback() == ServerConfig.Feedback.TOPIC;
    }

    /**
     * What to say of shards that are larger than Flink takes from one task to another in memory; empty where they are
     * not.
     */
    public Optional<String> tooLarge() {
        long bytes = (long) Float.BYTES * sharding().size();
        long needed = (bytes + LARGEST - 1) / LARGEST;
        return needed <= shards()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "server.shards is %d, so that a shard has %.1f MiB; Flink writes what is larger than 5 MiB to"
                                + " disk on every way. Begin new runs with server.shards: %d; a run keeps the number"
                                + " that it began with",
                        shards(),
                        (double) bytes / shards() / MIB,
                        needed));
    }

    /** How many shards make up the norm of a merged round: all of them where it is clipped by, else each its own. */
    public int normSharers() {
        return clipsMergedGradients() ? shards() : 1;
    }

    public ShardServer server(int shard) {
        DriftConfig drift = config.drift();
        return new ShardServer(
                shard, normSharers(), update(), drift == null ? null : new DriftWatch(drift), statistics(shard));
    }

    /** Those in the parameters of {@code shard}: they are in the last one, and whole. */
    private @Nullable MovingStatistics statistics(int shard) {
        return config.normalization() instanceof NormalizationConfig.Global global && shard == shards() - 1
                ? global.statistics(config.model()).within(sharding().offset(shard))
                : null;
    }

    /** What the workers' optimizer slots are before a first update. */
    public float workerSlot() {
        return config.optimizer().rule().initialSlotValue();
    }

    /** A shard that has never been trained. */
    public ShardState fresh(int shard) {
        return fresh(shard, Initialization.keras(config.model(), config.job().seed()));
    }

    /** The shard of a model with {@code parameters}; slots of the optimizer are as they are before the first update. */
    public ShardState fresh(int shard, float[] parameters) {
        float[] values = sharding().part(parameters, shard);
        ShardState state = new ShardState(values, slots(update().rule(), values.length), workerSlots(values.length));
        state.settings = settings;
        state.roundMillis = roundMillis();
        return state;
    }

    /**
     * Begins the next session of a restored {@code state} with this configuration. State of an older build contains no
     * settings; it is taken to be made with the present ones, and only its sizes are checked.
     *
     * @throws ConfigException if the state cannot continue with this configuration
     */
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
        state.resume();
    }

    /** For state without settings, and for a momentum that becomes 0 or is no longer 0. */
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
        return new Sharding(ParameterLayout.of(config.model()).size(), shards());
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
                config.optimizer().schedule(),
                clipsMergedGradients() ? config.clipNorm() : Double.POSITIVE_INFINITY);
    }

    /** Asynchronous workers clip their own gradients; the sum of a round is clipped here, where it is known. */
    private boolean clipsMergedGradients() {
        return config.sync() instanceof SyncConfig.Synchronous && !sendsDeltas() && Double.isFinite(config.clipNorm());
    }

    private boolean sendsDeltas() {
        return config.sync().send() == SyncConfig.Send.DELTA;
    }
}
