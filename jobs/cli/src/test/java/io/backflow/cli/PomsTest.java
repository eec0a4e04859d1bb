package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What a repository wants to know of an artifact, and the versions that a user's project imports. */
class PomsTest {

    private static final Path ROOT = Documents.project().resolve("pom.xml");
    private static final Path BOM = Documents.project().resolve("jobs/bom/pom.xml");

    @Test
    void everyModuleSaysWhatItIs() throws Exception {
        for (Path pom : poms()) {
            Element project = read(pom).getDocumentElement();
            assertThat(text(project, "name")).as("name in " + pom).startsWith("Backflow");
            assertThat(text(project, "description")).as("description in " + pom).isNotEmpty();
        }
        for (Path pom : List.of(ROOT, BOM)) {
            Element project = read(pom).getDocumentElement();
            assertThat(children(project))
                    .as(pom.toString())
                    .contains("url", "organization", "licenses", "developers", "scm");
        }
    }

    @Test
    void theBomHasEveryModuleThatMakesAJar() throws Exception {
        TreeSet<String> modules = new TreeSet<>();
        for (Path pom : poms()) {
            Element project = read(pom).getDocumentElement();
            if (text(project, "packaging").isEmpty() && !pom.getParent().endsWith("deploy")) {
                modules.add(text(project, "artifactId"));
            }
        }
        TreeMap<String, String> managed = managed(BOM);
        managed.keySet().removeIf(name -> !name.startsWith("io.backflow:"));

        assertThat(modules).hasSizeGreaterThanOrEqualTo(9);
        assertThat(managed.keySet().stream().map(name -> name.substring("io.backflow:".length())))
                .containsExactlyInAnyOrderElementsOf(modules);
        assertThat(managed.values()).containsOnly("${project.version}");
        assertThat(text(read(BOM).getDocumentElement(), "version"))
                .isEqualTo(text(read(ROOT).getDocumentElement(), "version"));
    }

    @Test
    void theVersionsOfLibrariesInTheBomAreThoseOfTheBuild() throws Exception {
        Element properties = child(read(ROOT).getDocumentElement(), "properties");
        TreeMap<String, String> built = managed(ROOT);
        TreeMap<String, String> managed = managed(BOM);
        managed.keySet().removeIf(name -> name.startsWith("io.backflow:"));

        assertThat(managed).isNotEmpty();
        managed.forEach((name, version) -> {
            String property = built.get(name).replaceAll("\\$\\{(.*)}", "$1");
            assertThat(version).as(name).isEqualTo(text(properties, property));
        });
    }

    /** Without the plugin, a build passes by the tests and says nothing. */
    @Test
    void everyModuleWithIntegrationTestsRunsThem() throws Exception {
        int modules = 0;
        for (Path pom : poms()) {
            String folder = Documents.project().relativize(pom.getParent()) + "/src/test";
            if (Files.isDirectory(Documents.project().resolve(folder))
                    && !Documents.files(folder, file -> file.endsWith("IT.java"))
                            .isEmpty()) {
                modules++;
                assertThat(pom).content().contains("<artifactId>maven-failsafe-plugin</artifactId>");
            }
        }
        assertThat(modules).isGreaterThanOrEqualTo(4);
    }

    private static List<Path> poms() {
        List<Path> poms = new ArrayList<>(List.of(ROOT));
        Stream.of("schemas", "model", "jobs", "deploy")
                .forEach(folder -> poms.addAll(
                        Documents.files(folder, file -> file.endsWith("/pom.xml") && !file.contains("/src/"))));
        assertThat(poms).hasSizeGreaterThan(10);
        return poms;
    }

    /** Versions in dependencyManagement, by group and artifact. */
    private static TreeMap<String, String> managed(Path pom) throws Exception {
        Element dependencies = child(child(read(pom).getDocumentElement(), "dependencyManagement"), "dependencies");
        TreeMap<String, String> managed = new TreeMap<>();
        for (Node node = dependencies.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element dependency) {
                managed.put(
                        text(dependency, "groupId") + ":" + text(dependency, "artifactId"),
                        text(dependency, "version"));
            }
        }
        return managed;
    }

    private static Document read(Path pom) throws Exception {
        try (var in = Files.newInputStream(pom)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    private static List<String> children(Element parent) {
        List<String> names = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            names.add(node.getNodeName());
        }
        return names;
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        throw new AssertionError(parent.getTagName() + " has no " + name);
    }

    private static String text(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element.getTextContent().strip();
            }
        }
        return "";
    }
}
