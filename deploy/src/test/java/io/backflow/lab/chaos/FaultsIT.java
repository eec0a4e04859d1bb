package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.audit.AuditResult;
import io.backflow.lab.chaos.FaultSchedule.Fault;
import io.backflow.lab.cluster.ChildProcess;
import io.backflow.local.Teardown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever befalls a cluster of processes, each step is trained once. Takes minutes: part of the nightly run only. */
@Tag("nightly")
@Timeout(600)
class FaultsIT {

    /** Longer than any heartbeat or session. */
    private static final Duration LASTING = Duration.ofSeconds(20);

    /** Longer than Kafka's clients wait for a broker, and than a transaction of the model lasts. */
    private static final Duration LONG_ABSENCE = Duration.ofSeconds(80);

    @TempDir
    Path folder;

    private Teardown teardown;
    private ChaosTestbed testbed;
    private FaultInjector injector;

    @BeforeEach
    void open() {
        teardown = new Teardown();
    }

    private void start(int brokers, StateBackend state) throws Exception {
        testbed = ChaosTestbed.set(ChaosTestbed.Plan.ofChaos(3, brokers, state, 6, 250), folder, teardown);
        injector = new FaultInjector(testbed.cluster(), testbed.job(), LASTING);
    }

    @AfterEach
    void end() {
        teardown.close();
    }

    /**
     * A TaskManager that stands still and comes back as a zombie is among them, and so are a broker that does, a slow
     * TaskManager and a full disk.
     */
    @ParameterizedTest
    @EnumSource
    void eachStepIsTrainedOnceThrough(FaultKind kind) throws Exception {
        start(1, StateBackend.HASHMAP);

        injector.inject(new Fault(kind, Duration.ZERO, 1));
        testbed.watch(Duration.ofSeconds(5));

        assertEachStepTrainedOnce();
    }

    /** The kinds after which state is read, or is not written, one after the other. */
    @Test
    void eachStepIsTrainedOnceWithStateOnDisk() throws Exception {
        start(1, StateBackend.ROCKSDB);

        for (FaultKind kind : List.of(
                FaultKind.KILL_TASKMANAGER,
                FaultKind.FULL_DISK,
                FaultKind.RESCALE,
                FaultKind.KILL_JOBMANAGER,
                FaultKind.DAMAGE_CHECKPOINT,
                FaultKind.UPGRADE_JAR)) {
            injector.inject(new Fault(kind, Duration.ZERO, 1));
            testbed.watch(Duration.ofSeconds(3));
        }

        assertEachStepTrainedOnce();
    }

    /** The leader of both topics in turn: another broker leads on while this one is away. */
    @ParameterizedTest
    @EnumSource(names = {"KILL_BROKER", "PAUSE_BROKER"})
    void aBrokerThatLeadsHandsOverToAnother(FaultKind kind) throws Exception {
        start(3, StateBackend.HASHMAP);

        for (int choice = 0; choice < 2; choice++) {
            String topic = testbed.job().ledTopic(choice);
            int leader = testbed.cluster().brokers().leader(topic);
            injector.inject(new Fault(kind, Duration.ZERO, choice));
            assertThat(testbed.cluster().brokers().leader(topic)).isNotEqualTo(leader);
        }

        assertEachStepTrainedOnce();
    }

    /**
     * Versions are published all the time, and so a transaction is open when the broker goes. The producer gives up
     * after a minute, and the transaction's time is over when the broker is back.
     */
    @Test
    void aBrokerMayStandStillForLongerThanATransactionLasts() throws Exception {
        start(1, StateBackend.HASHMAP);
        ChildProcess broker = testbed.cluster().brokers().process(1);

        broker.freeze();
        Thread.sleep(LONG_ABSENCE.toMillis());
        broker.thaw();

        assertNothingIsMissingWithTheBrokerBack();
    }

    @Test
    void aBrokerMayBeDeadForLongerThanATransactionLasts() throws Exception {
        start(1, StateBackend.HASHMAP);
        testbed.cluster().brokers().process(1).kill();

        Thread.sleep(LONG_ABSENCE.toMillis());
        testbed.cluster().brokers().start(1);

        assertNothingIsMissingWithTheBrokerBack();
    }

    private void assertNothingIsMissingWithTheBrokerBack() throws Exception {
        long back = System.currentTimeMillis();
        testbed.cluster().brokers().await();
        assertEachVersionWhole();
        testbed.job().awaitCheckpointSince(back);

        assertEachStepTrainedOnce();
        assertEachVersionWhole();
    }

    /** Both kinds of files: the metadata, and one with state. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aCheckpointThatLacksHalfOfAFileGivesWayToTheOneBefore(int choice) throws Exception {
        start(1, StateBackend.HASHMAP);

        String what = injector.inject(new Fault(FaultKind.DAMAGE_CHECKPOINT, Duration.ZERO, choice))
                .what();

        assertThat(what.contains("_metadata")).isEqualTo(choice == 0);
        assertEachStepTrainedOnce();
    }

    /** There is no restart to wait for. */
    @Test
    void aTaskManagerThatHasNoTaskIsNotMissed() throws Exception {
        start(1, StateBackend.HASHMAP);
        injector.inject(new Fault(FaultKind.KILL_JOBMANAGER, Duration.ZERO, 0));
        Set<String> busy = testbed.cluster().rest().taskManagers(testbed.job().id());
        ChildProcess idle = testbed.cluster().taskManagers().stream()
                .filter(worker -> !busy.contains(worker.name()))
                .findFirst()
                .orElseThrow();

        assertThat(injector.killTaskManager(idle).recovery()).isLessThan(Duration.ofMinutes(1));

        assertEachStepTrainedOnce();
    }

    @Test
    void aFaultBeforeTheNextCheckpointGoesBackToTheSameOneTwice() throws Exception {
        start(1, StateBackend.HASHMAP);

        injector.inject(new Fault(FaultKind.KILL_TASKMANAGER, Duration.ZERO, 0));
        injector.inject(new Fault(FaultKind.KILL_TASKMANAGER, Duration.ZERO, 1));
        injector.inject(new Fault(FaultKind.KILL_JOBMANAGER, Duration.ZERO, 0));
        injector.inject(new Fault(FaultKind.KILL_TASKMANAGER, Duration.ZERO, 2));

        assertEachStepTrainedOnce();
    }

    @Test
    void theSameJarIsSubmittedToTheSameClusterAgainAndAgain() throws Exception {
        start(1, StateBackend.HASHMAP);

        for (int i = 0; i < 5; i++) {
            injector.inject(new Fault(FaultKind.CANCEL_RESUBMIT, Duration.ZERO, 0));
        }

        assertThat(testbed.cluster().taskManagers()).allMatch(ChildProcess::alive);
        assertThat(testbed.cluster().taskManagers())
                .allSatisfy(worker -> assertThat(nativesMappedBy(worker)).hasSizeLessThanOrEqualTo(1));
        assertThat(testbed.cluster().taskManagers())
                .anySatisfy(worker -> assertThat(nativesMappedBy(worker)).hasSize(1));
        assertEachStepTrainedOnce();
    }

    /** Copies of ND4J's library in the process. */
    private static Set<String> nativesMappedBy(ChildProcess process) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(process.pid()), "maps"))) {
            return maps.filter(line -> line.endsWith("/libjnind4jcpu.so"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void savepointsRescaleFromOneToTwoToFourToOne() throws Exception {
        start(1, StateBackend.HASHMAP);

        for (int workers : new int[] {1, 2, 4, 1}) {
            injector.rescaleTo(workers);
            testbed.watch(Duration.ofSeconds(3));
        }

        assertEachStepTrainedOnce();
    }

    private void assertEachVersionWhole() {
        PublishedVersions versions = PublishedVersions.read(
                testbed.cluster().bootstrapServers(), testbed.job().ledTopic(1), "chaos");
        assertThat(versions.whole()).isPositive().isEqualTo(versions.manifests());
    }

    private void assertEachStepTrainedOnce() throws Exception {
        AuditResult ledger = testbed.settle();
        assertThat(ledger).isEqualTo(new AuditResult(testbed.sent(), 0, 0, 0, 0));
        assertThat(ledger.steps()).isPositive();
    }
}
