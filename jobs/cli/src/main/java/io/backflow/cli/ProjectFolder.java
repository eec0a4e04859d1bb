package io.backflow.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The project's folder, below which the launcher builds what jobs are compared with. */
final class ProjectFolder {

    private ProjectFolder() {}

    /** As the launcher names it; null without the launcher. */
    static @Nullable Path find() {
        String home = System.getProperty("backflow.home");
        return home == null ? null : Path.of(home);
    }
}
