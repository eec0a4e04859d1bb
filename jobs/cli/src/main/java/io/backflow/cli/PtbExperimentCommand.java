package io.backflow.cli;

import io.backflow.lab.experiment.LibtorchPrograms;
import io.backflow.lab.experiment.ptb.PtbExperiment;
import io.backflow.lab.experiment.ptb.PtbPeer;
import io.backflow.lab.experiment.ptb.PtbPlan;
import io.backflow.lab.experiment.ptb.PtbText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--minibatches",
            paramLabel = "N",
            description = "Learn no more than the first N minibatches of the text in each epoch.")
    private @Nullable Integer minibatches;

    @Option(names = "--peer", description = "First measure the same network in libtorch, on one thread.")
    private boolean peer;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--epochs", epochs);
        if (minibatches != null) {
            OptionChecks.positive("--minibatches", minibatches);
        }
        PtbPlan plan = PtbPlan.SMALL.withEpochs(epochs);
        PtbText text = text();
        Optional<Double> beside = peer ? peer(text, plan) : Optional.empty();
        PtbText learnt = minibatches == null ? text : text.first(plan.tokens(minibatches));
        PtbExperiment.Result result = new PtbExperiment(learnt, plan).run(report::line);
        report.write(beside.map(result::beside).orElse(result));
        return 0;
    }

    private Optional<Double> peer(PtbText text, PtbPlan plan) throws Exception {
        LibtorchPrograms programs = LibtorchPrograms.in(ProjectFolder.find());
        if (programs == null) {
            report.line("libtorch is not measured; ./backflow experiments ptb --peer builds what that takes");
            return Optional.empty();
        }
        PtbPeer.Reading reading = new PtbPeer(programs).measure(text, plan);
        report.line(reading.line());
        return Optional.of(reading.tokensPerS());
    }

    private PtbText text() {
        try {
            return PtbText.load(data);
        } catch (IOException e) {
            throw new CommandException("--data is " + data + ", whose text cannot be read: " + e);
        }
    }
}
