package io.backflow.cli;

import io.backflow.cli.doctor.Examination;
import io.backflow.cli.doctor.Finding;
import io.backflow.cli.doctor.Finding.Verdict;
import io.backflow.cli.doctor.MachineChecks;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaChecks;
import io.backflow.jobs.kafka.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Looks at what a job needs of this machine and, with --config, of its brokers and topics: what is"
                + " not as it should be is said with its remedy. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no problem, maybe warnings", "1:a problem was found", "2:wrong use or configuration"})
final class DoctorCommand implements Callable<Integer> {

    @ArgGroup(exclusive = false)
    private @Nullable ConfigOptions options;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Folder that train will write to (${DEFAULT-VALUE}).",
            defaultValue = "out")
    private Path output = Path.of("out");

    @Mixin
    private ReportOptions report;

    /** What {@code --json} writes. */
    record Diagnosis(long problems, long warnings, List<Finding> findings) {}

    @Override
    public Integer call() throws Exception {
        Examination examination = new Examination(this::print);
        examination.ask("java", MachineChecks::java);
        examination.ask("natives", MachineChecks::natives);
        examination.ask("memory", MachineChecks::memory);
        examination.ask(
                "temporary", notices -> MachineChecks.folder(Path.of(System.getProperty("java.io.tmpdir")), notices));
        examination.ask("output", notices -> MachineChecks.folder(output, notices));
        examination.ask("ports", MachineChecks::ports);
        examination.ask("clock", MachineChecks::clock);
        if (options != null) {
            examine(options.read(), examination);
        }
        Diagnosis diagnosis = new Diagnosis(
                examination.count(Verdict.PROBLEM), examination.count(Verdict.WARNING), examination.findings());
        report.write(diagnosis);
        report.line(diagnosis.problems() + " problems, " + diagnosis.warnings() + " warnings"
                + (options == null ? "; with --config FILE the brokers and topics of a job are looked at too" : ""));
        return diagnosis.problems() == 0 ? 0 : 1;
    }

    /** What stands on another check is left out where that has failed. */
    private static void examine(JobConfig config, Examination examination) {
        KafkaChecks kafka = new KafkaChecks(config, Topics.PATIENCE);
        if (examination.ask("broker", notices -> kafka.brokers()) && examination.ask("topics", kafka::topics)) {
            examination.ask("policies", kafka::policies);
            examination.ask("records", kafka::records);
            examination.ask("timestamps", kafka::clock);
            examination.ask("model", notices -> kafka.model());
        }
    }

    private void print(Finding finding) {
        report.line(String.format("%-8s %-10s %s", finding.verdict(), finding.check(), finding.sentence()));
    }
}
