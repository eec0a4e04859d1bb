package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.experiment.PowerLaw;
import io.backflow.lab.experiment.PowerLaw.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PowerLawSvgTest {

    @Test
    void pointsOfOneLawLieOnItsLine() {
        List<Point> points = List.of(new Point(100, 1e6), new Point(1e4, 1e5), new Point(1e6, 1e4));
        String svg = new PowerLawSvg("steps <1 & 2>", "sequences")
                .of(points, PowerLaw.nearest(points).orElseThrow());
        assertThat(svg)
                .contains("steps &lt;1 &amp; 2>, exponent -0.50")
                .contains("<line x1=\"70.0\" y1=\"40.0\" x2=\"490.0\" y2=\"260.0\"")
                .contains("<circle cx=\"70.0\" cy=\"40.0\"")
                .contains("<circle cx=\"280.0\" cy=\"150.0\"")
                .contains("<circle cx=\"490.0\" cy=\"260.0\"")
                .contains(">10,000</text>");
    }
}
