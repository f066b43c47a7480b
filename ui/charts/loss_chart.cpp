// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/loss_chart.h"

#include "ui/charts/axis_tips.h"
#include "ui/charts/chart_cursor.h"
#include "ui/charts/figure_text.h"
#include "ui/charts/loss_chart_plot.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kFrame = 50;  // milliseconds between two drawings while points stream in

}  // namespace

LossChart::LossChart(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildHeader();
    buildPlot();
    column->addWidget(plot_, 1);
    timer_ = new QTimer(this);
    timer_->setSingleShot(true);
    timer_->setInterval(kFrame);
    connect(timer_, &QTimer::timeout, this, &LossChart::draw);
    applyColours();
}

LossChart::~LossChart() = default;

void LossChart::buildHeader() {
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(8);
    auto* smoothingLabel = new ToneLabel(tr("Smoothing"), theme::Type::Small, ToneLabel::Tone::Weak, this);
    smoothing_ = new QSlider(Qt::Horizontal, this);
    smoothing_->setObjectName(QStringLiteral("smoothing"));
    smoothing_->setRange(0, 99);
    smoothing_->setMinimumWidth(48);
    smoothing_->setMaximumWidth(110);
    smoothing_->setToolTip(tr("Weight of the past in the moving average of the loss"));
    smoothing_->setAccessibleName(tr("Smoothing of the loss"));
    smoothingText_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    smoothingText_->setMinimumWidth(30);
    logarithmic_ = new QToolButton(this);
    logarithmic_->setObjectName(QStringLiteral("logarithmic"));
    logarithmic_->setText(tr("Log scale"));
    logarithmic_->setCheckable(true);
    logarithmic_->setToolTip(tr("Show the loss on a logarithmic axis"));
    figures_ = new QComboBox(this);
    figures_->setObjectName(QStringLiteral("figure"));
    figures_->setToolTip(tr("The evaluation figure in the lower chart"));
    figures_->setAccessibleName(tr("Evaluation figure"));
    figures_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    figures_->setMinimumWidth(116);
    figures_->hide();
    auto* fit = new QToolButton(this);
    fit->setText(tr("Fit"));
    fit->setToolTip(tr("Show all steps (double click on a chart)"));
    fit->setAccessibleName(tr("Fit all steps"));
    bar->addWidget(smoothingLabel);
    bar->addWidget(smoothing_);
    bar->addWidget(smoothingText_);
    bar->addWidget(logarithmic_);
    bar->addWidget(fit);
    bar->addStretch(1);
    bar->addWidget(figures_);
    static_cast<QVBoxLayout*>(layout())->addLayout(bar);
    connect(smoothing_, &QSlider::valueChanged, this, [this](int percent) { setSmoothing(percent / 100.0); });
    connect(logarithmic_, &QToolButton::toggled, this, &LossChart::setLogarithmic);
    connect(figures_, &QComboBox::currentIndexChanged, this, [this] {
        for (auto& [id, run] : runs_) refillFigure(run);
        schedule();
    });
    connect(figures_, &QComboBox::activated, this, [this] { wantedFigure_ = figure(); });
    connect(fit, &QToolButton::clicked, this, [this] {
        zoomed_ = false;
        schedule();
    });
    smoothing_->setValue(qRound(past_ * 100));
}

void LossChart::buildPlot() {
    plot_ = new QCustomPlot(this);
    plot_->plotLayout()->clear();
    plot_->setMinimumSize(240, 200);
    plot_->setAccessibleName(tr("Loss and evaluation figure by step"));
    plot_->setAccessibleDescription(tr("The loss of the runs shown above, one evaluation figure below"));
    plot_->setNoAntialiasingOnDrag(true);
    lossRect_ = new QCPAxisRect(plot_);
    figureRect_ = new QCPAxisRect(plot_);
    auto* group = new QCPMarginGroup(plot_);
    int row = 0;
    for (auto* rect : {lossRect_, figureRect_}) {
        rect->setupFullAxesBox(false);
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, group);
        rect->setRangeZoomAxes(rect->axis(QCPAxis::atBottom), nullptr);
        rect->setRangeDrag(Qt::Horizontal);
        rect->setRangeZoom(Qt::Horizontal);
        for (auto side : {QCPAxis::atTop, QCPAxis::atRight}) rect->axis(side)->setVisible(false);
        plot_->plotLayout()->addElement(row++, 0, rect);
    }
    plot_->plotLayout()->setRowStretchFactor(0, 3);
    plot_->plotLayout()->setRowStretchFactor(1, 2);
    plot_->plotLayout()->setRowSpacing(12);
    auto* top = lossRect_->axis(QCPAxis::atBottom);
    auto* bottom = figureRect_->axis(QCPAxis::atBottom);
    const auto changed = static_cast<void (QCPAxis::*)(const QCPRange&)>(&QCPAxis::rangeChanged);
    const auto setRange = static_cast<void (QCPAxis::*)(const QCPRange&)>(&QCPAxis::setRange);
    connect(top, changed, bottom, setRange);
    connect(bottom, changed, top, setRange);
    top->setTickLabels(false);
    bottom->setLabel(tr("step"));
    lossRect_->axis(QCPAxis::atLeft)->setLabel(tr("loss"));
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] {
        zoomed_ = false;
        schedule();
    });
    connect(plot_, &QCustomPlot::mouseWheel, this, [this] { zoomed_ = true; });
    connect(plot_, &QCustomPlot::mousePress, this,
            [this](QMouseEvent*) { zoomed_ = zoomed_ || plot_->graphCount() > 0; });

    none_ = new QLabel(tr("No figures yet"), plot_);
    none_->setObjectName(QStringLiteral("noFigures"));
    none_->setProperty("weak", true);
    none_->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* middle = new QVBoxLayout(plot_);
    middle->addWidget(none_, 0, Qt::AlignCenter);
    cursor_ = new ChartCursor(plot_, {lossRect_, figureRect_});
    new AxisTips(plot_, lossRect_, figureRect_, [this] { return figure(); });
    plot_->setMouseTracking(true);
    plot_->installEventFilter(this);
}

void LossChart::setRun(const QString& id, const QString& name, const QColor& colour) {
    Run& run = runs_[id];
    run.name = name;
    run.colour = colour;
    if (!run.raw) {
        const auto add = [this](QCPAxisRect* rect) {
            auto* graph = plot_->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
            graph->setAdaptiveSampling(true);
            return graph;
        };
        run.raw = add(lossRect_);
        run.smooth = add(lossRect_);
        run.figure = add(figureRect_);
    }
    styleRun(run);
    schedule();
}

void LossChart::removeRun(const QString& id) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    for (auto* graph : {found->second.raw, found->second.smooth, found->second.figure}) plot_->removeGraph(graph);
    runs_.erase(found);
    offerFigures();
    schedule();
}

void LossChart::clear() {
    plot_->clearGraphs();
    runs_.clear();
    offerFigures();
    zoomed_ = false;
    cursor_->hide();
    schedule();
}

void LossChart::setCurve(const QString& id, const std::vector<LossPoint>& points) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    auto& own = found->second.points;
    std::vector<LossPoint> merged = points;
    for (const auto& point : own)
        if (merged.empty() || point.step > merged.back().step) merged.push_back(point);
    own = std::move(merged);
    refillLoss(found->second);
    schedule();
}

void LossChart::setFigures(const QString& id, const std::map<QString, std::vector<FigurePoint>>& figures) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    found->second.figures = figures;
    offerFigures();
    refillFigure(found->second);
    schedule();
}

void LossChart::appendLoss(const QString& id, const LossPoint& point) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    auto& points = found->second.points;
    if (!points.empty() && point.step <= points.back().step) return;
    points.push_back(point);
    addPoint(found->second, point);
    schedule();
}

bool LossChart::appendFigure(const QString& id, const QString& name, const FigurePoint& point) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return false;
    auto& points = found->second.figures[name];
    if (!points.empty() && point.step <= points.back().step) return false;
    points.push_back(point);
    if (points.size() == 1) offerFigures();
    refillFigure(found->second);
    schedule();
    return true;
}

void LossChart::addPoint(Run& run, const LossPoint& point) {
    // y = sum of past^k x_(t-k) divided by the sum of the weights: without the division the start would be biased
    // towards 0.
    if (std::isfinite(point.loss)) {
        const double past = std::min(past_, run.averaged / (run.averaged + 5.0));
        ++run.averaged;
        run.average = past * run.average + (1 - past) * point.loss;
        run.weight = past * run.weight + (1 - past);
    }
    run.raw->addData(point.step, point.loss);
    if (run.weight > 0) run.smooth->addData(point.step, run.average / run.weight);
}

void LossChart::refillLoss(Run& run) {
    run.average = run.weight = run.averaged = 0;
    run.raw->data()->clear();
    run.smooth->data()->clear();
    for (const auto& point : run.points) addPoint(run, point);
}

void LossChart::refillFigure(Run& run) {
    run.figure->data()->clear();
    run.figure->setScatterStyle(isSeries() ? QCPScatterStyle::ssNone
                                           : QCPScatterStyle(QCPScatterStyle::ssDisc, run.colour, run.colour, 6));
    const auto* points = run.pointsOf(figure());
    for (std::size_t i = 0; points && i < points->size(); ++i)
        run.figure->addData((*points)[i].step, (*points)[i].value);
}

const std::vector<FigurePoint>* LossChart::Run::pointsOf(const QString& figure) const {
    for (const auto* named : {&figures, &series})
        if (const auto found = named->find(figure); found != named->end() && !found->second.empty())
            return &found->second;
    return nullptr;
}

void LossChart::setSeries(const QString& id, std::map<QString, std::vector<FigurePoint>> series) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    found->second.series = std::move(series);
    offerFigures();
    refillFigure(found->second);
    schedule();
}

QStringList LossChart::runs() const {
    QStringList ids;
    for (const auto& [id, run] : runs_) ids << id;
    return ids;
}

QImage LossChart::picture() const {
    return plot_->toPixmap(plot_->width(), plot_->height(), 2).toImage();
}

// Lists the figures of the runs in the chart.
void LossChart::offerFigures() {
    std::set<QString> names;
    for (const auto& [id, run] : runs_)
        for (const auto* named : {&run.figures, &run.series})
            for (const auto& [name, points] : *named)
                if (!points.empty()) names.insert(name);
    bool same = figures_->count() == static_cast<int>(names.size());
    for (const auto& name : names) same = same && figures_->findData(name) >= 0;
    if (same) return;
    const QString shown = figure();
    {
        const QSignalBlocker quiet(figures_);
        figures_->clear();
        for (const auto& name : names) figures_->addItem(figureTitle(name), name);
        figures_->setCurrentIndex(std::max(0, figures_->findData(shown)));
    }
    figures_->setVisible(!names.empty());
    if (figure() == shown) return;
    for (auto& [id, run] : runs_) refillFigure(run);
}

void LossChart::showFigureOf(const QString& id, const QString& preferred) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    const auto& own = found->second.figures;
    for (const QString& name : {wantedFigure_, preferred, figure()})
        if (found->second.pointsOf(name)) return setFigure(name);
    if (!own.empty()) setFigure(own.begin()->first);
}

void LossChart::setSmoothing(double share) {
    past_ = std::clamp(share, 0.0, 0.999);
    smoothing_->setValue(qRound(past_ * 100));
    smoothingText_->setText(QString::number(past_, 'f', 2));
    for (auto& [id, run] : runs_) {
        refillLoss(run);
        styleRun(run);
    }
    schedule();
}

void LossChart::setLogarithmic(bool on) {
    logarithmic_->setChecked(on);
    auto* axis = lossRect_->axis(QCPAxis::atLeft);
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                       : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    schedule();
}

void LossChart::setFigure(const QString& name) {
    if (const int index = figures_->findData(name); index >= 0) figures_->setCurrentIndex(index);
}

QString LossChart::figure() const {
    return figures_->currentData().toString();
}

int LossChart::pointCount(const QString& id) const {
    const auto found = runs_.find(id);
    return found == runs_.end() ? 0 : static_cast<int>(found->second.points.size());
}

int LossChart::figureCount(const QString& id) const {
    const auto found = runs_.find(id);
    return found == runs_.end() ? 0 : found->second.figure->dataCount();
}

void LossChart::schedule() {
    if (timer_ && !timer_->isActive()) timer_->start();
}

void LossChart::draw() {
    auto* x = lossRect_->axis(QCPAxis::atBottom);
    if (!zoomed_) {
        double last = 1;
        for (const auto& [id, run] : runs_) {
            if (!run.points.empty()) last = std::max(last, run.points.back().step);
            for (const auto& [name, points] : run.figures)
                if (!points.empty()) last = std::max(last, points.back().step);
        }
        x->setRange(0, last * 1.02);
    }
    bool points = false;
    for (auto* rect : {lossRect_, figureRect_}) {
        auto* axis = rect->axis(QCPAxis::atLeft);
        const bool logarithmic = axis->scaleType() == QCPAxis::stLogarithmic;
        bool any = false;
        QCPRange range;
        for (auto* graph : rect->graphs()) {
            bool found = false;
            const QCPRange own = graph->getValueRange(found, logarithmic ? QCP::sdPositive : QCP::sdBoth, x->range());
            if (!found) continue;
            if (any)
                range.expand(own);
            else
                range = own;
            any = true;
        }
        points = points || any;
        axis->setTickLabels(any);  // an empty axis has no numbers
        if (!any) range = logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
        if (logarithmic)
            axis->setRange(range.lower / 1.1, range.upper * 1.1);
        else {
            const double pad = range.size() > 0   ? 0.06 * range.size()
                               : range.upper != 0 ? 0.05 * std::abs(range.upper)
                                                  : 1;
            axis->setRange(range.lower >= 0 && range.lower < pad ? 0 : range.lower - pad, range.upper + pad);
        }
    }
    figureRect_->axis(QCPAxis::atBottom)->setTickLabels(points);
    none_->setVisible(!points);
    figureRect_->axis(QCPAxis::atLeft)->setLabel(figures_->currentText());
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void LossChart::styleRun(Run& run) {
    QColor faint = run.colour;
    // Without smoothing the two lines are the same: the raw one is hidden under the other.
    faint.setAlphaF(past_ > 0 ? 0.28F : 0.0F);
    run.raw->setPen(QPen(faint, 1));
    run.smooth->setPen(QPen(run.colour, 2));
    run.figure->setPen(QPen(run.colour, 2));
    refillFigure(run);
}

void LossChart::applyColours() {
    const QColor text = theme::colours().textWeak;
    const QColor grid = theme::colours().grid;
    plot_->setBackground(theme::colours().ground);
    const QFont small = theme::font(theme::Type::Small);
    for (auto* rect : {lossRect_, figureRect_}) {
        for (auto side : {QCPAxis::atBottom, QCPAxis::atLeft}) {
            auto* axis = rect->axis(side);
            axis->setBasePen(QPen(grid));
            axis->setTickPen(Qt::NoPen);
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(text);
            axis->setTickLabelFont(small);
            axis->setLabelColor(text);
            axis->setLabelFont(small);
            axis->setNumberFormat(QStringLiteral("g"));
            axis->setNumberPrecision(5);
            axis->grid()->setPen(QPen(grid, 1));
            axis->grid()->setZeroLinePen(QPen(grid, 1));
            axis->grid()->setVisible(side == QCPAxis::atLeft);
        }
        rect->axis(QCPAxis::atLeft)->setBasePen(Qt::NoPen);
    }
    cursor_->applyColours();
    for (auto& [id, run] : runs_) styleRun(run);
    schedule();
}

void LossChart::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && plot_) applyColours();
}

bool LossChart::eventFilter(QObject* watched, QEvent* event) {
    if (watched == plot_ && event->type() == QEvent::MouseMove)
        showValuesAt(static_cast<QMouseEvent*>(event)->position());
    if (watched == plot_ && event->type() == QEvent::Leave) cursor_->hide();
    return QWidget::eventFilter(watched, event);
}

QString LossChart::valuesHtml(double step) const {
    const auto nearest = [step](const auto& points) {
        auto at = std::lower_bound(points.begin(), points.end(), step,
                                   [](const auto& point, double s) { return point.step < s; });
        if (at == points.end() || (at != points.begin() && step - std::prev(at)->step < at->step - step)) --at;
        return at;
    };
    QString rows;
    double shownStep = step, epoch = 0;
    for (const auto& [id, run] : runs_) {
        if (run.points.empty()) continue;
        const auto at = nearest(run.points);
        shownStep = at->step;
        epoch = at->epoch;
        const auto smooth = run.smooth->data()->findBegin(at->step, false);
        QString loss = QString::number(at->loss, 'f', 4);
        if (past_ > 0 && smooth != run.smooth->data()->constEnd())
            loss = tr("%1 (mean %2)").arg(loss, QString::number(smooth->value, 'f', 4));
        QString value;
        if (const auto* shown = run.pointsOf(figure())) {
            const auto point = nearest(*shown);
            const QString text = figureText(figure(), point->value);
            value = isSeries() ? QStringLiteral(" · %1 %2").arg(figureTitle(figure()), text)
                               : tr(" · %1 after epoch %2").arg(text).arg(point->epoch);
        }
        rows += QStringLiteral("<div><span style='color:%1'>●</span> %2 &nbsp;<b>%3</b>%4</div>")
                    .arg(run.colour.name(), run.name.toHtmlEscaped(), loss, value);
    }
    if (rows.isEmpty()) return {};
    return tr("<div>step %L1 · epoch %2</div>").arg(qRound64(shownStep)).arg(epoch, 0, 'f', 2) + rows;
}

void LossChart::showValuesAt(const QPointF& position) {
    const QString html = cursor_->isInside(position) ? valuesHtml(cursor_->stepAt(position)) : QString();
    if (html.isEmpty())
        cursor_->hide();
    else
        cursor_->show(position, html);
}

}  // namespace legenda::ui
