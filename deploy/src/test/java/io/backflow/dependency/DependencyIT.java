package io.backflow.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.model.Initialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The modules of the newest commit, installed into a repository of their own, and a project that has nothing but what
 * docs/dependency.md says. What Maven needs besides comes from this user's local repository, and else from Central.
 */
@Tag("nightly")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class DependencyIT {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private static final String CONFIG = """
        kafka: {bootstrap_servers: "localhost:9"}
        model:
          input: {type: features, size: 3}
          layers: [{type: gru, units: 8}]
          head: {units: 3, loss: {type: mse}}
        target: {type: next}
        """;

    /** The page's code in a program, and the classes that need a broker, compiled only. */
    private static final String PROGRAM = """
        import io.backflow.jobs.forecast.ServedModel;
        import io.backflow.jobs.produce.TimestepProducer;
        import io.backflow.jobs.sequence.Step;
        import io.backflow.jobs.serve.ModelSubscription;
        import io.backflow.jobs.serve.ParametersTopic;
        import java.nio.file.Path;

        public final class Program {
            static Class<?>[] others = {TimestepProducer.class, ModelSubscription.class, ParametersTopic.class};

            public static void main(String[] arguments) {
                System.out.println("forecast of " + forecast(Path.of(arguments[0]), 0, new float[] {1, 2, 3}).length);
            }

            static float[] forecast(Path file, long time, float[] readings) {
                CODE
            }
        }
        """;

    @TempDir
    Path folder;

    @Test
    void aProjectOfTheTwoBlocksCompilesAndForecastsWithoutFlink() throws Exception {
        run(folder, "git", "clone", "-q", PROJECT.toString(), "clone");
        maven(folder.resolve("clone"), "install", "-pl", "jobs/bom,jobs/serve", "-am", "-Dmaven.test.skip=true");
        assertSourcesAndJavadocAreInstalled();

        Path user = writeProject();
        maven(user, "compile", "dependency:build-classpath", "-Dmdep.outputFile=classpath.txt");
        String classPath = Files.readString(user.resolve("classpath.txt"));
        assertThat(classPath).contains("backflow-serve", "kafka-clients").doesNotContain("flink", "SNAPSHOT-tests");
        assertNoJarHasFlink(classPath);

        String said = run(
                user,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                user.resolve("target/classes") + ":" + classPath,
                "Program",
                model().toString());
        assertThat(said).contains("forecast of 3");
    }

    private void assertSourcesAndJavadocAreInstalled() throws IOException {
        for (String module : List.of("schemas", "model", "core", "serve")) {
            Path installed =
                    repository().resolve("io/backflow/backflow-" + module).resolve(VERSION);
            String stem = "backflow-" + module + "-" + VERSION;
            assertThat(installed.resolve(stem + ".jar")).isNotEmptyFile();
            assertHas(installed.resolve(stem + "-sources.jar"), ".java");
            assertHas(installed.resolve(stem + "-javadoc.jar"), "index.html");
        }
        assertThat(repository()
                        .resolve("io/backflow/backflow-bom")
                        .resolve(VERSION)
                        .resolve("backflow-bom-" + VERSION + ".pom"))
                .isNotEmptyFile();
    }

    private static void assertHas(Path jar, String end) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream().anyMatch(entry -> entry.getName().endsWith(end)))
                    .as(jar.toString())
                    .isTrue();
        }
    }

    private static void assertNoJarHasFlink(String classPath) throws IOException {
        for (String jar : classPath.strip().split(":")) {
            try (JarFile file = new JarFile(jar)) {
                assertThat(file.stream().noneMatch(entry -> entry.getName().startsWith("org/apache/flink/")))
                        .as(jar)
                        .isTrue();
            }
        }
    }

    private Path writeProject() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/dependency.md"));
        Path user = Files.createDirectories(folder.resolve("user"));
        Files.writeString(
                user.resolve("pom.xml"),
                "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
                        + "<groupId>user</groupId><artifactId>user</artifactId><version>1</version>"
                        + "<properties><maven.compiler.release>17</maven.compiler.release>"
                        + "<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>"
                        + block(page, "xml") + plugins() + "</project>");
        Path source = Files.createDirectories(user.resolve("src/main/java")).resolve("Program.java");
        Files.writeString(source, PROGRAM.replace("CODE", block(page, "java")));
        return user;
    }

    private static String block(String page, String language) {
        Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```").matcher(page);
        assertThat(block.find()).as(language).isTrue();
        return block.group(1);
    }

    /** The versions of the build, which the local repository has. */
    private static String plugins() throws IOException {
        String build = Files.readString(PROJECT.resolve("pom.xml"));
        StringBuilder plugins = new StringBuilder("<build><pluginManagement><plugins>");
        for (String plugin : List.of("compiler", "resources", "dependency")) {
            Matcher version = Pattern.compile("maven-" + plugin + "-plugin</artifactId>\\s*<version>(.*?)</version>")
                    .matcher(build);
            assertThat(version.find()).as(plugin).isTrue();
            plugins.append("<plugin><artifactId>maven-" + plugin + "-plugin</artifactId><version>" + version.group(1)
                    + "</version></plugin>");
        }
        return plugins + "</plugins></pluginManagement></build>";
    }

    private Path model() throws IOException {
        ForecastSpec spec = ForecastSpec.of(JobConfig.read(Files.writeString(folder.resolve("job.yaml"), CONFIG)));
        Path file = folder.resolve("model.safetensors");
        new ModelFile(spec, 1, Initialization.keras(spec.model(), 1)).write(file);
        return file;
    }

    private Path repository() {
        return folder.resolve("repository");
    }

    private void maven(Path where, String... goals) throws Exception {
        String here = "<id>here</id><url>"
                + Path.of(System.getProperty("user.home"), ".m2/repository").toUri()
                + "</url><snapshots><enabled>false</enabled></snapshots>";
        Path settings = Files.writeString(
                folder.resolve("settings.xml"),
                "<settings><profiles><profile><id>here</id>"
                        + "<repositories><repository>" + here + "</repository></repositories>"
                        + "<pluginRepositories><pluginRepository>" + here + "</pluginRepository></pluginRepositories>"
                        + "</profile></profiles><activeProfiles><activeProfile>here</activeProfile></activeProfiles>"
                        + "</settings>");
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-q",
                "-ntp",
                "-gs",
                settings.toString(),
                "-Dmaven.repo.local=" + repository(),
                "-Dspotless.check.skip=true",
                "-Dcyclonedx.skip=true"));
        command.addAll(List.of(goals));
        run(where, command.toArray(String[]::new));
    }

    private String run(Path where, String... command) throws Exception {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int exitCode = process.waitFor();
        assertThat(exitCode)
                .as(String.join(" ", command) + "\n" + Files.readString(said))
                .isZero();
        return Files.readString(said);
    }
}
