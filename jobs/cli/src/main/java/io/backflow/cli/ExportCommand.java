package io.backflow.cli;

import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.model.io.ModelFileException;
import java.io.IOException;
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
                + " or that of a model file. The file says how features are scaled, what the outputs speak of, and"
                + " which columns the model takes.")
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
            paramLabel = "FILE",
            description = "A model file to take the model from, in place of the topic.")
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
    public Integer call() throws IOException {
        ModelFile model = file == null ? published.read() : read(file);
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
        if (Files.isDirectory(from)) {
            throw new CommandException("--from is " + from + ", which is a folder; a state of Flink's is not read, so"
                    + " name a model file, or give --config for what the run has published");
        }
        try {
            return ModelFile.read(from);
        } catch (ModelFileException e) {
            throw new CommandException("--from is " + from + ", which cannot be used: " + e.getMessage());
        }
    }

    private String usualName(ModelFile model) {
        ModelOrigin origin = model.origin();
        return file == null && origin != null
                ? origin.run() + "-" + origin.version()
                : ModelFormat.stem(file == null ? Path.of("model") : file);
    }

    private static String described(ModelFile model) {
        ModelOrigin origin = model.origin();
        return origin == null ? "trained by another program" : origin.toString();
    }
}
