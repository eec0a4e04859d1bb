package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.state.PointLookups;
import io.backflow.lab.cluster.ProjectHome;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What {@code flink run} takes to a cluster. */
class JobJarIT {

    @Test
    void holdsTheJobAndNothingOfTheLaboratory() throws IOException {
        try (JarFile jar = new JarFile(ProjectHome.find().jobJar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo(TrainingJob.class.getName());
            assertThat(names)
                    .contains(path(TrainingJob.class), path(PointLookups.class))
                    .noneMatch(name -> name.startsWith("io/backflow/lab/"))
                    .noneMatch(name -> name.startsWith("io/backflow/local/"))
                    .noneMatch(name -> name.startsWith("io/backflow/cli/"))
                    .noneMatch(name -> name.startsWith("io/backflow/dashboard/"))
                    .noneMatch(name -> name.startsWith("META-INF/resources/webjars/"))
                    .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
                    .noneMatch(name -> name.startsWith("org/rocksdb/"))
                    .noneMatch(name -> name.startsWith("kafka/server/"))
                    .noneMatch(name -> name.endsWith(".csv"));
        }
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }
}
