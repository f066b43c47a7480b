// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <map>
#include <vector>

class QComboBox;
class QCPAxisRect;
class QCPGraph;
class QCustomPlot;
class QLabel;
class QSlider;
class QTimer;
class QToolButton;

namespace legenda::ui {

class ChartCursor;

struct LossPoint {
    double step = 0;
    double epoch = 0;
    double loss = 0;  // nats per word, or the ranking loss, depending on the kind of run
};

struct FigurePoint {
    double step = 0;
    int epoch = 0;
    double value = 0;
};

// The curves of some runs: loss per step above (raw and smoothed), one evaluation figure or series of what else was
// measured at each step below, over the same steps.
// The values of every run under the cursor are shown beside it. Points of a running training are appended as they
// arrive; drawing is collected to at most 20 times per second. GUI thread.
class LossChart : public QWidget {
    Q_OBJECT
 public:
    explicit LossChart(QWidget* parent = nullptr);
    ~LossChart() override;

    // Adds the run or changes its name and colour.
    void setRun(const QString& id, const QString& name, const QColor& colour);
    void removeRun(const QString& id);
    void clear();
    bool hasRun(const QString& id) const { return runs_.contains(id); }
    QStringList runs() const;
    QImage picture() const;  // both charts as they are shown, at twice their size
    void setCurve(const QString& id, const std::vector<LossPoint>& points);  // live points beyond them stay
    void setFigures(const QString& id, const std::map<QString, std::vector<FigurePoint>>& figures);
    // What was measured beside the loss, by name ("step.learningRate"); offered with the figures.
    void setSeries(const QString& id, std::map<QString, std::vector<FigurePoint>> series);
    // Steps must not go back: an older one is ignored.
    void appendLoss(const QString& id, const LossPoint& point);
    // False when it was there already. An equal value at a later step is a point of its own: a plateau has no gaps.
    bool appendFigure(const QString& id, const QString& name, const FigurePoint& point);

    // 0: none, below 1: weight of the past in the moving average. The n-th point has at most n / (n + 5), so that a
    // short curve is not hidden behind its mean.
    void setSmoothing(double share);
    void setLogarithmic(bool on);
    void setFigure(const QString& name);  // "dev.r1"
    // The lower chart takes a figure that the run has: the one the user chose, else `preferred`, else any.
    void showFigureOf(const QString& id, const QString& preferred);
    QString figure() const;
    int pointCount(const QString& id) const;   // of the loss
    int figureCount(const QString& id) const;  // points drawn in the lower chart
    QSize sizeHint() const override { return {720, 480}; }

 protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    struct Run {
        QString name;
        QColor colour;
        std::vector<LossPoint> points;
        std::map<QString, std::vector<FigurePoint>> figures, series;
        const std::vector<FigurePoint>* pointsOf(const QString& figure) const;  // nullptr: none
        double average = 0, weight = 0;  // of the moving average, with its bias correction
        int averaged = 0;                // points
        QCPGraph* raw = nullptr;
        QCPGraph* smooth = nullptr;
        QCPGraph* figure = nullptr;
    };

    void buildHeader();
    void buildPlot();
    void applyColours();
    void styleRun(Run& run);
    void addPoint(Run& run, const LossPoint& point);
    void refillLoss(Run& run);
    void refillFigure(Run& run);
    void offerFigures();
    void schedule();
    void draw();
    void showValuesAt(const QPointF& position);
    bool isSeries() const { return figure().startsWith(QLatin1String("step.")); }
    QString valuesHtml(double step) const;

    QCustomPlot* plot_ = nullptr;
    QCPAxisRect* lossRect_ = nullptr;
    QCPAxisRect* figureRect_ = nullptr;
    ChartCursor* cursor_ = nullptr;
    QLabel* none_ = nullptr;  // text shown without points
    QLabel* smoothingText_ = nullptr;
    QSlider* smoothing_ = nullptr;
    QToolButton* logarithmic_ = nullptr;
    QComboBox* figures_ = nullptr;
    QTimer* timer_ = nullptr;
    std::map<QString, Run> runs_;
    double past_ = 0.9;
    bool zoomed_ = false;   // the user chose the steps shown
    QString wantedFigure_;  // chosen by the user
};

}  // namespace legenda::ui
