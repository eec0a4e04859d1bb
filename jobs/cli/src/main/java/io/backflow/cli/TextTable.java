package io.backflow.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells as lines: the first column to the left, numbers to the right, as many columns as fit. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /**
     * The lines.
     *
     * @param width columns that a line may have; cells of a row that do not fit are left out
     */
    List<String> lines(int width) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        List<String> lines = new ArrayList<>(rows.stream().map(row -> "").toList());
        for (int column = 0; column < columns; column++) {
            int wide = wide(column);
            if (column > 0 && lines.get(0).length() + 2 + wide > width) {
                break;
            }
            for (int i = 0; i < rows.size(); i++) {
                String cell = column < rows.get(i).size() ? rows.get(i).get(column) : "";
                String padding = " ".repeat(wide - cell.length());
                lines.set(i, column == 0 ? cell + padding : lines.get(i) + "  " + padding + cell);
            }
        }
        return lines.stream().map(String::stripTrailing).toList();
    }

    private int wide(int column) {
        return rows.stream()
                .mapToInt(row -> column < row.size() ? row.get(column).length() : 0)
                .max()
                .orElse(0);
    }
}
