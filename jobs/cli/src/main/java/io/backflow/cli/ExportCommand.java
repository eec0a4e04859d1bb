package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.local.inspect.SavedJob;
import io.backflow.local.inspect.SavedModel;
import io.backflow.model.io.ModelFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow export}. */
@Command(
        name = "export",
        description = "Writes a model to a file that other programs read: the newest version that a run has published,"
                + " that of a model file, or that of a checkpoint or savepoint. The file says how features are scaled,"
                + " what the outputs speak of, and which columns the model takes.")
final class ExportCommand implements Callable<Integer> {

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FORMAT",
            description = "What to write: onnx, safetensors (Keras' names), keras (.weights.h5) or torch (safetensors"
                    + " under PyTorch's names).")
    private ModelFormat format = ModelFormat.SAFETENSORS;

    @Mixin
    private PublishedOptions published;

    @Option(
            names = "--from",
            paramLabel = "FILE|FOLDER",
            description = "A model file, or the folder of a checkpoint or savepoint (with --config), to take the model"
                    + " from in place of the topic.")
    private @Nullable Path file;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ModelFile model = file == null ? published.read() : Files.isDirectory(file) ? saved(file) : read(file);
        Path written = output.write(usualName(model) + format.extension(), to -> format.write(model, to));
        spec.commandLine()
                .getOut()
                .println("wrote " + written + ": " + described(model) + ", " + OutputOptions.size(written));
        return 0;
    }

    private ModelFile read(Path from) {
        if (published.given()) {
            throw new CommandException("--from is " + from + ", and options of the topic are given too; leave --from or"
                    + " --config, --bootstrap, --run, --topic and --version out");
        }
        try {
            return ModelFile.read(from);
        } catch (ModelFileException e) {
            throw new CommandException("--from is " + from + ", which cannot be used: " + e.getMessage());
        }
    }

    /** A state says what its parameters are, and not how features are scaled and what the run is called. */
    private ModelFile saved(Path from) throws Exception {
        JobConfig config = published.config();
        if (config == null || published.givenBesideConfig()) {
            throw new CommandException("--from is " + from + ", which is a folder; give the configuration that its"
                    + " checkpoint or savepoint was made with as --config, and none of --bootstrap, --run, --topic and"
                    + " --version");
        }
        SavedModel model = SavedJob.open(from).model();
        model.checkFits(config);
        ModelOrigin origin = new ModelOrigin(config.job().run(), model.version(), model.steps());
        return new ModelFile(ForecastSpec.of(config), origin, model.values());
    }

    private String usualName(ModelFile model) {
        ModelOrigin origin = model.origin();
        boolean ofRun = file == null || Files.isDirectory(file);
        return ofRun && origin != null
                ? origin.run() + "-" + origin.version()
                : ModelFormat.stem(file == null ? Path.of("model") : file);
    }

    private static String described(ModelFile model) {
        ModelOrigin origin = model.origin();
        return origin == null ? "trained by another program" : origin.toString();
    }
}
