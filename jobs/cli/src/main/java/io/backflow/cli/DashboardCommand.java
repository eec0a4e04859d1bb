package io.backflow.cli;

import io.backflow.dashboard.Dashboard;
import io.backflow.dashboard.DashboardSettings;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.Teardown;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow dashboard}. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = "Serves a page on this machine that shows how a run goes, from the topics that its jobs write,"
                + " wherever they run; until Ctrl-C. It changes nothing.")
final class DashboardCommand implements Callable<Integer> {

    private static final int GREATEST_PORT = 65_535;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the page on 127.0.0.1; 0: any free one (8088, or where that is taken a free one"
                    + " after it).")
    private @Nullable Integer port;

    @Option(
            names = "--flink-url",
            paramLabel = "URL",
            description = "Address of Flink's REST interface, such as http://localhost:8081; with it the page shows the"
                    + " job's state, its checkpoints, and what its sources have not read yet.")
    private @Nullable URI flink;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        JobConfig config = options.read();
        String progress = config.kafka().topics().progress();
        if (!new Topics(config.kafka(), Topics.PATIENCE).has(progress)) {
            throw new CommandException("kafka.topics.progress is " + progress + ", but "
                    + config.kafka().bootstrapServers()
                    + " has no such topic; create it by backflow topics create, or correct the name");
        }
        try (Teardown teardown = new Teardown()) {
            Dashboard dashboard = teardown.add(start(new DashboardSettings(config, flink)));
            spec.commandLine()
                    .getOut()
                    .println("page of run " + config.job().run() + ": " + dashboard.address() + " (Ctrl-C ends it)");
            spec.commandLine().getOut().flush();
            return teardown.run(DashboardCommand::untilInterrupted);
        }
    }

    private void check() {
        if (port != null && (port < 0 || port > GREATEST_PORT)) {
            throw new CommandException("--port is " + port + "; choose from 0 to " + GREATEST_PORT);
        }
        if (flink != null && !("http".equals(flink.getScheme()) || "https".equals(flink.getScheme()))) {
            throw new CommandException("--flink-url is " + flink + "; give an address such as http://localhost:8081");
        }
    }

    private Dashboard start(DashboardSettings settings) throws IOException {
        if (port == null) {
            return Dashboard.start(settings);
        }
        try {
            return Dashboard.start(settings, port);
        } catch (BindException e) {
            throw new CommandException(
                    "--port is " + port + ", which is taken or not permitted; choose another, or 0 for a free one", e);
        }
    }

    private static Integer untilInterrupted() throws InterruptedException {
        Thread.currentThread().join();
        return 0;
    }
}
