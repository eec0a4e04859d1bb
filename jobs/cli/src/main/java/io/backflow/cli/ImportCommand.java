package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.model.io.ModelFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Checks weights that Keras (.weights.h5), PyTorch (safetensors) or Backflow saved against the"
                + " model of a configuration, by name and shape, and writes them as a model file with what forecasts"
                + " need. Training goes on from it with train --from-model FILE.")
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The weights.")
    private Path weights = Path.of("");

    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--rename",
            description = "Take a model file whose columns have other names; the file says those of the configuration"
                    + " then.")
    private boolean rename;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        JobConfig job = config.read();
        ForecastSpec wanted = ForecastSpec.of(job);
        ModelFile read = read(rename ? wanted.withoutColumns() : wanted);
        ModelFile model = new ModelFile(wanted, read.origin(), read.parameters());
        Path written = output.write(ModelFormat.stem(weights) + ModelFormat.SAFETENSORS.extension(), model::write);
        PrintWriter out = spec.commandLine().getOut();
        if (read.origin() == null) {
            out.println(weights + " does not say how its features were scaled and in which order its columns are;"
                    + " they are taken to be as normalization, target and stream.fields say");
        }
        out.println("wrote " + written + ": " + model.parameters().length + " parameters, "
                + OutputOptions.size(written) + "; now run: backflow train --config " + config.file() + " --from-model "
                + written);
        return 0;
    }

    private ModelFile read(ForecastSpec wanted) {
        try {
            return ModelFile.read(weights, wanted);
        } catch (ModelFileException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
