package io.backflow.jobs;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.kafka.StartChoice;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of {@link TrainingJob}.
 *
 * @param config the job's configuration file
 * @param choice what a start without a state may do over a published run
 */
record JobArguments(Path config, StartChoice choice) {

    /**
     * Both name the configuration file. {@code standalone-job.sh} of Flink takes {@code --config} for its own
     * {@code --configDir}, and never passes it on.
     */
    private static final List<String> CONFIG = List.of("--config", "--job-config");

    /** @param args {@code --config FILE [--fresh | --from-model topic|FILE]}, or the same with {@code --job-config} */
    static JobArguments parse(String[] args) {
        if (args.length < 2 || !CONFIG.contains(args[0])) {
            throw new ConfigException("the arguments are "
                    + (args.length == 0 ? "absent" : String.join(" ", args))
                    + "; give --config FILE (with standalone-job.sh --job-config FILE, since Flink takes the other for"
                    + " its --configDir), and --fresh or --from-model topic after it if they are meant");
        }
        return new JobArguments(Path.of(args[1]), choice(Arrays.asList(args).subList(2, args.length)));
    }

    private static StartChoice choice(List<String> arguments) {
        if (arguments.isEmpty()) {
            return StartChoice.NONE;
        }
        if (arguments.equals(List.of("--fresh"))) {
            return new StartChoice.Fresh();
        }
        if (arguments.size() == 2 && arguments.get(0).equals("--from-model")) {
            return StartChoice.fromModel(arguments.get(1));
        }
        throw new ConfigException("the arguments after the configuration file are " + String.join(" ", arguments)
                + "; give --fresh, --from-model topic, --from-model FILE, or none");
    }
}
