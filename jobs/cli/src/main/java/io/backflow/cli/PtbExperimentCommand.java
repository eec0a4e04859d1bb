package io.backflow.cli;

import io.backflow.lab.experiment.ptb.PtbExperiment;
import io.backflow.lab.experiment.ptb.PtbPlan;
import io.backflow.lab.experiment.ptb.PtbText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments ptb}. */
@Command(
        name = "ptb",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a language model of the Penn Treebank through the whole job, in the configuration that"
                + " TensorFlow's tutorial calls small.")
final class PtbExperimentCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder with ptb.train.txt, ptb.valid.txt and ptb.test.txt, as Mikolov published them.")
    private Path data;

    @Option(names = "--epochs", defaultValue = "13", description = "Passes over the text (${DEFAULT-VALUE}).")
    private int epochs;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--epochs", epochs);
        report.write(new PtbExperiment(text(), PtbPlan.SMALL.withEpochs(epochs)).run(report::line));
        return 0;
    }

    private PtbText text() {
        try {
            return PtbText.load(data);
        } catch (IOException e) {
            throw new CommandException("--data is " + data + ", whose text cannot be read: " + e);
        }
    }
}
