// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// Logistic regression over several classes, features brought to mean 0 and variance 1, weights kept small
/// (`penalty / 2` times their squares). The minimum is unique and found by Nesterov's gradient method from zero, so
/// nothing is drawn.
final class LinearClassifier {
    private static final double PENALTY = 0.02;
    private static final int ITERATIONS = 400;
    private static final int POWER_ITERATIONS = 30;

    private final List<String> classes;
    private final double[] mean;
    private final double[] scale;
    private final double[][] weights;

    private LinearClassifier(List<String> classes, double[] mean, double[] scale, double[][] weights) {
        this.classes = classes;
        this.mean = mean;
        this.scale = scale;
        this.weights = weights;
    }

    /// Learns which features go with which class.
    ///
    /// @param rows features of each example
    /// @param labels the class of each
    static LinearClassifier learn(List<double[]> rows, List<String> labels) {
        if (rows.isEmpty() || rows.size() != labels.size()) {
            throw new IllegalArgumentException(rows.size() + " rows of features for " + labels.size() + " labels");
        }
        var classes = new ArrayList<>(new TreeSet<>(labels));
        int columns = rows.getFirst().length;
        var mean = new double[columns];
        for (double[] row : rows) for (int j = 0; j < columns; j++) mean[j] += row[j] / rows.size();
        var scale = new double[columns];
        for (double[] row : rows) {
            for (int j = 0; j < columns; j++) scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / rows.size();
        }
        for (int j = 0; j < columns; j++) scale[j] = 1 / Math.sqrt(scale[j] + 1e-8);
        var learner = new LinearClassifier(classes, mean, scale, new double[classes.size()][columns + 1]);
        learner.descend(
                rows.stream().map(learner::standard).toList(),
                labels.stream().mapToInt(classes::indexOf).toArray());
        return learner;
    }

    /// Brought to the scale of what was learnt from, with a 1 behind for the bias.
    private double[] standard(double[] row) {
        var result = Arrays.copyOf(row, row.length + 1);
        for (int j = 0; j < row.length; j++) result[j] = (row[j] - mean[j]) * scale[j];
        result[row.length] = 1;
        return result;
    }

    private void descend(List<double[]> rows, int[] truth) {
        // Half the largest eigenvalue of the second moments bounds the curvature.
        double step = 1 / (largestEigenvalue(rows) / 2 + PENALTY);
        var ahead = copy(weights);
        double momentum = 1;
        for (int i = 0; i < ITERATIONS; i++) {
            var gradient = gradient(rows, truth, ahead);
            double next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            double push = (momentum - 1) / next;
            for (int c = 0; c < weights.length; c++) {
                for (int j = 0; j < weights[c].length; j++) {
                    double moved = ahead[c][j] - step * gradient[c][j];
                    ahead[c][j] = moved + push * (moved - weights[c][j]);
                    weights[c][j] = moved;
                }
            }
            momentum = next;
        }
    }

    private double[][] gradient(List<double[]> rows, int[] truth, double[][] at) {
        var gradient = copy(at);
        for (double[] row : gradient) {
            for (int j = 0; j < row.length; j++) row[j] *= PENALTY;
        }
        for (int i = 0; i < truth.length; i++) {
            double[] row = rows.get(i);
            double[] share = shares(row, at);
            share[truth[i]] -= 1;
            for (int c = 0; c < share.length; c++) {
                double by = share[c] / truth.length;
                for (int j = 0; j < row.length; j++) gradient[c][j] += by * row[j];
            }
        }
        return gradient;
    }

    private static double[] shares(double[] row, double[][] at) {
        var shares = new double[at.length];
        for (int c = 0; c < at.length; c++) {
            for (int j = 0; j < row.length; j++) shares[c] += at[c][j] * row[j];
        }
        double most = Arrays.stream(shares).max().orElse(0);
        double sum = 0;
        for (int c = 0; c < shares.length; c++) {
            shares[c] = Math.exp(shares[c] - most);
            sum += shares[c];
        }
        for (int c = 0; c < shares.length; c++) shares[c] /= sum;
        return shares;
    }

    private static double largestEigenvalue(List<double[]> rows) {
        var direction = new double[rows.getFirst().length];
        Arrays.fill(direction, 1);
        double value = 1;
        for (int i = 0; i < POWER_ITERATIONS; i++) {
            double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
            var next = new double[direction.length];
            for (double[] row : rows) {
                double along = 0;
                for (int j = 0; j < row.length; j++) along += row[j] * direction[j] / length;
                for (int j = 0; j < row.length; j++) next[j] += along * row[j] / rows.size();
            }
            value = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
            direction = next;
        }
        return 1.1 * value; // it comes from below
    }

    private static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }

    /// The likeliest class.
    String classify(double[] row) {
        double[] shares = shares(standard(row), weights);
        int best = 0;
        for (int c = 1; c < shares.length; c++) if (shares[c] > shares[best]) best = c;
        return classes.get(best);
    }

    int classes() {
        return classes.size();
    }
}
