package io.backflow.cli;

import io.backflow.dashboard.Dashboard;
import io.backflow.dashboard.DashboardSettings;
import io.backflow.jobs.config.JobConfig;
import io.backflow.local.Teardown;
import io.backflow.local.watch.Screen;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Option;

/** Whether a job in this process has a page. */
final class DashboardOptions {

    @Option(
            names = "--no-dashboard",
            description = "Serve no page in the browser that shows how the run goes (one is served, on 127.0.0.1).")
    private boolean none;

    boolean wanted() {
        return !none;
    }

    /**
     * Serves the page of a job, unless that is not wanted, and says where. A job does without it where it cannot be
     * served.
     *
     * @param flink address of the REST interface of the job's Flink
     */
    void start(JobConfig config, URI flink, Teardown teardown, Screen screen) {
        if (none) {
            return;
        }
        try {
            Dashboard dashboard = teardown.add(Dashboard.start(new DashboardSettings(config, flink)));
            screen.err().println("page of the run: " + dashboard.address());
        } catch (IOException e) {
            screen.err().println("the run has no page: " + e.getMessage());
        }
    }
}
