package io.backflow.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;

/** Who may know whom. A rule that matches no class fails, and so does one whose subject has gone. */
@AnalyzeClasses(
        packages = "io.backflow",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
class ArchitectureTest {

    /** Leaves out what other modules' tests share. */
    static final class WithoutTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] ENGINE = {"org.apache.flink.."};
    /** Plain classes that the simulator and tests run as they are. */
    private static final String[] DECISIONS = {
        "io.backflow.jobs.sequence..",
        "io.backflow.jobs.protocol..",
        "io.backflow.jobs.window..",
        "io.backflow.jobs.forecast..",
        "io.backflow.jobs.scoring..",
        "io.backflow.jobs.worker..",
        "io.backflow.jobs.publish..",
        "io.backflow.jobs.control..",
        "io.backflow.jobs.evaluate..",
        "io.backflow.jobs.replay..",
        "io.backflow.jobs.config.."
    };

    private static final String[] OPERATORS = {
        "io.backflow.jobs.alignment..",
        "io.backflow.jobs.trainer..",
        "io.backflow.jobs.scorer..",
        "io.backflow.jobs.controller..",
        "io.backflow.jobs.server..",
        "io.backflow.jobs.feedback..",
        "io.backflow.jobs.kafka..",
        "io.backflow.jobs.state.."
    };

    private static final String[] BROKER = {"org.apache.kafka..", "kafka.."};

    @ArchTest
    static final ArchRule nativeCodeIsKnownToTheModelsKernelOnly = classes()
            .that(knowAnyOf("org.nd4j..", "org.bytedeco..", "com.sun.jna.."))
            .should()
            .resideInAPackage("io.backflow.model.kernel..");

    @ArchTest
    static final ArchRule generatedRecordsStayAtTheKafkaConnectors = classes()
            .that(knowAnyOf("io.backflow.schema"))
            .should()
            .resideInAnyPackage(
                    "io.backflow.schema..",
                    "io.backflow.jobs.parameters",
                    "io.backflow.jobs.produce",
                    "io.backflow.jobs.kafka",
                    "io.backflow.jobs.deadletters",
                    "io.backflow.lab.audit");

    @ArchTest
    static final ArchRule framingIsForTheConnectorsAndTheReadersOfTopics = classes()
            .that(knowAnyOf("io.backflow.schema.wire"))
            .should()
            .resideInAnyPackage(
                    "io.backflow.schema..",
                    "io.backflow.jobs.parameters",
                    "io.backflow.jobs.produce",
                    "io.backflow.jobs.kafka",
                    "io.backflow.jobs.deadletters",
                    "io.backflow.dashboard.read",
                    "io.backflow.local.watch",
                    "io.backflow.lab.audit",
                    "io.backflow.lab.chaos",
                    "io.backflow.lab.experiment.latency");

    @ArchTest
    static final ArchRule flinkIsForOperatorsAndTheGraph = classes()
            .that(knowAnyOf(ENGINE))
            .should()
            .resideInAnyPackage(
                    "io.backflow.jobs",
                    "io.backflow.jobs.alignment",
                    "io.backflow.jobs.trainer",
                    "io.backflow.jobs.scorer",
                    "io.backflow.jobs.controller",
                    "io.backflow.jobs.server",
                    "io.backflow.jobs.exchange",
                    "io.backflow.jobs.feedback",
                    "io.backflow.jobs.state",
                    "io.backflow.jobs.metrics",
                    "io.backflow.jobs.kafka",
                    "io.backflow.jobs.source",
                    "io.backflow.jobs.sql",
                    "io.backflow.local",
                    "io.backflow.local.inspect",
                    "io.backflow.lab.experiment.latency",
                    "io.backflow.lab.experiment.pipeline",
                    "io.backflow.lab.experiment.sequences",
                    "io.backflow.lab.experiment.sync",
                    "io.backflow.lab.growth",
                    "io.backflow.lab.simulate");

    /** It runs the job's own watermarks, and nothing else of Flink. */
    @ArchTest
    static final ArchRule theSimulatorKnowsOnlyFlinksEventTime = noClasses()
            .that()
            .resideInAPackage("io.backflow.lab.simulate..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE)
                    .and(not(resideInAnyPackage(
                            "org.apache.flink.api.common.eventtime",
                            "org.apache.flink.metrics..",
                            "org.apache.flink.util.clock"))));

    @ArchTest
    static final ArchRule decisionsKnowNeitherFlinkNorKafka = noClasses()
            .that()
            .resideInAnyPackage(DECISIONS)
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE).or(resideInAnyPackage(BROKER)));

    @ArchTest
    static final ArchRule decisionsKnowNoOperators = noClasses()
            .that()
            .resideInAnyPackage(DECISIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OPERATORS);

    /** From what is sent and ordered, by what acts on it, to what makes it of a configuration. */
    @ArchTest
    static final ArchRule decisionsStandOnOneAnother = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("messages")
            .definedBy("io.backflow.jobs.protocol", "io.backflow.jobs.sequence", "io.backflow.jobs.control")
            .layer("configuration")
            .definedBy("io.backflow.jobs.config")
            .layer("roles")
            .definedBy("io.backflow.jobs.protocol.worker", "io.backflow.jobs.protocol.server")
            .layer("training")
            .definedBy("io.backflow.jobs.window")
            .layer("forecasts")
            .definedBy("io.backflow.jobs.forecast")
            .layer("scoring")
            .definedBy("io.backflow.jobs.scoring")
            .layer("worker")
            .definedBy("io.backflow.jobs.worker", "io.backflow.jobs.publish")
            .whereLayer("worker")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("training")
            .mayOnlyBeAccessedByLayers("forecasts", "worker")
            .whereLayer("forecasts")
            .mayOnlyBeAccessedByLayers("scoring", "worker")
            .whereLayer("scoring")
            .mayOnlyBeAccessedByLayers("worker")
            .whereLayer("roles")
            .mayOnlyBeAccessedByLayers("training", "forecasts", "worker")
            .whereLayer("configuration")
            .mayOnlyBeAccessedByLayers("roles", "training", "forecasts", "worker");

    @ArchTest
    static final ArchRule operatorsKnowNoKafka = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.backflow.jobs.trainer..",
                    "io.backflow.jobs.scorer..",
                    "io.backflow.jobs.controller..",
                    "io.backflow.jobs.server..",
                    "io.backflow.jobs.feedback..",
                    "io.backflow.jobs.state..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(BROKER)
                    .or(resideInAnyPackage(
                            "io.backflow.jobs.parameters..", "io.backflow.jobs.kafka..", "org.apache.avro..")));

    /** What a Java service runs: neither Flink nor what needs it. */
    @ArchTest
    static final ArchRule servingKnowsNoFlink = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.backflow.jobs.serve..",
                    "io.backflow.jobs.produce..",
                    "io.backflow.jobs.parameters..",
                    "io.backflow.jobs.forecast..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE).or(resideInAnyPackage(OPERATORS)));

    /** The page shows what jobs write: it needs no Flink, and what it keeps knows neither topics nor the network. */
    @ArchTest
    static final ArchRule theDashboardKnowsNoFlink = noClasses()
            .that()
            .resideInAPackage("io.backflow.dashboard..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE)
                    .or(resideInAnyPackage("io.backflow.local..", "io.backflow.lab..", "io.backflow.cli..")));

    @ArchTest
    static final ArchRule whatThePageShowsKnowsNeitherTopicsNorTheNetwork = noClasses()
            .that()
            .resideInAPackage("io.backflow.dashboard.view..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(BROKER)
                    .or(resideInAnyPackage(
                            "io.backflow.jobs.kafka..",
                            "io.backflow.jobs.parameters..",
                            "java.net..",
                            "com.sun.net..")));

    @ArchTest
    static final ArchRule theModelKnowsNoStream = noClasses()
            .that()
            .resideInAPackage("io.backflow.model..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE)
                    .or(resideInAnyPackage(BROKER))
                    .or(resideInAnyPackage("io.backflow.jobs..", "io.backflow.schema..")));

    @ArchTest
    static final ArchRule schemasKnowNobody = noClasses()
            .that()
            .resideInAPackage("io.backflow.schema..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE)
                    .or(resideInAnyPackage(BROKER))
                    .or(resideInAnyPackage("io.backflow.jobs..", "io.backflow.model..")));

    /** What runs a job on this machine may be used by the laboratory, and the laboratory by the command line alone. */
    @ArchTest
    static final ArchRule theLaboratoryIsKnownToTheCommandLineOnly = classes()
            .that()
            .resideInAPackage("io.backflow.lab..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage("io.backflow.lab..", "io.backflow.cli..");

    @ArchTest
    static final ArchRule theProductKnowsNoMachine = noClasses()
            .that()
            .resideInAPackage("io.backflow.jobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.backflow.local..", "io.backflow.dashboard..", "io.backflow.cli..");

    @ArchTest
    static final ArchRule noPackagesGoInCircles =
            slices().matching("io.backflow.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule nobodyLogsThroughTheJdk =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    /** Who sends to a topic that was made otherwise may lose the first records. */
    @ArchTest
    static final ArchRule topicsAreMadeInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.backflow.jobs.kafka.Topics")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.kafka.clients.admin.CreateTopicsResult");

    /** A walk ends with an error where a file is removed meanwhile, as Flink does with checkpoints. */
    @ArchTest
    static final ArchRule directoriesAreWalkedInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.backflow.local.Directories")
            .should()
            .callMethodWhere(target(owner(type(Files.class))).and(target(nameStartingWith("walk"))));

    private static DescribedPredicate<JavaClass> knowAnyOf(String... packages) {
        DescribedPredicate<JavaClass> there = resideInAnyPackage(packages);
        return describe("know " + String.join(" or ", packages), known -> known.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> there.test(dependency.getTargetClass())));
    }
}
