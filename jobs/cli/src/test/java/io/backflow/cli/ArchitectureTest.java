package io.backflow.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. A rule that matches no class fails, and so does one whose subject has gone. */
@AnalyzeClasses(packages = "io.backflow", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] ENGINE = {"org.apache.flink.."};
    private static final String[] BROKER = {"org.apache.kafka..", "kafka.."};

    @ArchTest
    static final ArchRule nativeCodeIsKnownToTheModelsKernelOnly = classes()
            .that(knowAnyOf("org.nd4j..", "org.bytedeco.."))
            .should()
            .resideInAPackage("io.backflow.model.kernel..");

    @ArchTest
    static final ArchRule generatedRecordsStayAtTheKafkaEdges = classes()
            .that(knowAnyOf("io.backflow.schema"))
            .should()
            .resideInAnyPackage("io.backflow.schema..", "io.backflow.jobs.kafka");

    @ArchTest
    static final ArchRule framingIsForTheEdgesAndTheirReaders = classes()
            .that(knowAnyOf("io.backflow.schema.wire"))
            .should()
            .resideInAnyPackage(
                    "io.backflow.schema..",
                    "io.backflow.jobs.kafka",
                    "io.backflow.jobs.watch",
                    "io.backflow.jobs.trial");

    @ArchTest
    static final ArchRule flinkIsForOperatorsAndTheGraph = classes()
            .that(knowAnyOf(ENGINE))
            .should()
            .resideInAnyPackage(
                    "io.backflow.jobs",
                    "io.backflow.jobs.trainer",
                    "io.backflow.jobs.server",
                    "io.backflow.jobs.exchange",
                    "io.backflow.jobs.feedback",
                    "io.backflow.jobs.state",
                    "io.backflow.jobs.metrics",
                    "io.backflow.jobs.kafka",
                    "io.backflow.jobs.source",
                    "io.backflow.jobs.local");

    @ArchTest
    static final ArchRule decisionsKnowNeitherFlinkNorKafka = noClasses()
            .that()
            .resideInAnyPackage("io.backflow.jobs.sequence..", "io.backflow.jobs.sync..", "io.backflow.jobs.config..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE).or(resideInAnyPackage(BROKER)));

    @ArchTest
    static final ArchRule decisionsKnowNoOperators = noClasses()
            .that()
            .resideInAnyPackage("io.backflow.jobs.sequence..", "io.backflow.jobs.sync..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.backflow.jobs.trainer..",
                    "io.backflow.jobs.server..",
                    "io.backflow.jobs.feedback..",
                    "io.backflow.jobs.kafka..",
                    "io.backflow.jobs.config..");

    @ArchTest
    static final ArchRule operatorsKnowNoKafka = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.backflow.jobs.trainer..",
                    "io.backflow.jobs.server..",
                    "io.backflow.jobs.feedback..",
                    "io.backflow.jobs.state..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(BROKER).or(resideInAnyPackage("io.backflow.jobs.kafka..", "org.apache.avro..")));

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

    private static DescribedPredicate<JavaClass> knowAnyOf(String... packages) {
        DescribedPredicate<JavaClass> there = resideInAnyPackage(packages);
        return describe("know " + String.join(" or ", packages), known -> known.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> there.test(dependency.getTargetClass())));
    }
}
