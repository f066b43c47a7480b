// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_button.h"

#include "ui/bridge/jobs_model.h"
#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

QString timeOf(const JobRow& row) {
    const QLocale locale;
    return row.ended.date() == QDate::currentDate() ? locale.toString(row.ended.time(), QLocale::ShortFormat)
                                                    : locale.toString(row.ended, QLocale::ShortFormat);
}

// "computing features · 120 of 8,000 · 38.2/s · 3 min 26 s left"
QString stateText(const JobRow& row) {
    const QLocale locale;
    switch (row.state) {
        case JobRow::State::Waiting:
            return JobsPopup::tr("waiting");
        case JobRow::State::Finished:
            return JobsPopup::tr("finished, %1").arg(timeOf(row));
        case JobRow::State::Cancelled:
            return JobsPopup::tr("cancelled, %1").arg(timeOf(row));
        case JobRow::State::Failed:
            return JobsPopup::tr("%1 (%2)").arg(QString::fromStdString(row.error.message), timeOf(row));
        case JobRow::State::Running:
            break;
    }
    QStringList parts{QString::fromStdString(row.progress.stage)};
    if (row.progress.total > 0)
        parts << JobsPopup::tr("%1 of %2")
                     .arg(locale.toString(static_cast<qlonglong>(row.progress.done)),
                          locale.toString(static_cast<qlonglong>(row.progress.total)));
    if (row.rate > 0) parts << JobsPopup::tr("%1/s").arg(locale.toString(row.rate, 'f', row.rate < 10 ? 1 : 0));
    if (row.secondsLeft >= 0) parts << JobsPopup::tr("%1 left").arg(durationText(row.secondsLeft));
    return parts.join(QStringLiteral(" · "));
}

class JobWidget : public QWidget {
 public:
    JobWidget(const JobRow& row, const std::function<void(qint64)>& cancel)
        : title_(new QLabel), state_(new QLabel), bar_(new QProgressBar), stop_(new QToolButton) {
        title_->setFont(theme::font(theme::Type::Base, QFont::Medium));
        state_->setFont(theme::font(theme::Type::Small));
        state_->setProperty("weak", true);
        state_->setWordWrap(true);
        stop_->setIcon(theme::icon(QStringLiteral("close")));
        stop_->setToolTip(JobsPopup::tr("Cancel"));
        stop_->setAccessibleName(JobsPopup::tr("Cancel: %1").arg(row.title));
        bar_->setAccessibleName(JobsPopup::tr("Progress of %1").arg(row.title));
        connect(stop_, &QToolButton::clicked, this, [cancel, id = row.id] { cancel(id); });
        auto* layout = new QGridLayout(this);
        layout->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace2, theme::kSpace2);
        layout->setVerticalSpacing(theme::kSpace1);
        layout->addWidget(title_, 0, 0);
        layout->addWidget(stop_, 0, 1, 2, 1);
        layout->addWidget(bar_, 1, 0);
        layout->addWidget(state_, 2, 0, 1, 2);
        show(row);
    }
    void show(const JobRow& row) {
        title_->setText(row.title);
        state_->setText(stateText(row));
        state_->setToolTip(row.rate > 0 && !row.over() ? withFigureHelp(figureHelp("job.rate"), "job.left")
                                                       : QString());
        stop_->setVisible(!row.over());
        bar_->setVisible(!row.over());
        bar_->setRange(0, row.progress.total > 0 ? 1000 : 0);
        if (row.progress.total > 0) bar_->setValue(static_cast<int>(1000 * row.progress.done / row.progress.total));
    }

 private:
    QLabel *title_, *state_;
    QProgressBar* bar_;
    QToolButton* stop_;
};

}  // namespace

// --- the ring

JobsButton::JobsButton(JobsModel* jobs, std::function<void(qint64)> cancel, QWidget* parent)
    : QAbstractButton(parent), jobs_(jobs), cancel_(std::move(cancel)) {
    setCursor(Qt::PointingHandCursor);
    setObjectName(QStringLiteral("jobsButton"));
    setToolTip(tr("Jobs"));
    setAccessibleName(label());
    const auto changed = [this] {
        setAccessibleName(label());
        updateGeometry();
        update();
    };
    connect(jobs_, &QAbstractItemModel::dataChanged, this, changed);
    connect(jobs_, &QAbstractItemModel::rowsInserted, this, changed);
    connect(jobs_, &QAbstractItemModel::rowsRemoved, this, changed);
    connect(this, &QAbstractButton::clicked, this, [this] {
        auto* popup = new JobsPopup(jobs_, cancel_, window());
        popup->openBelow(this);
    });
}

QString JobsButton::label() const {
    const int active = jobs_->active();
    return active == 0 ? tr("No jobs") : active == 1 ? tr("1 job") : tr("%1 jobs").arg(active);
}

QSize JobsButton::sizeHint() const {
    return {QFontMetrics(theme::font()).horizontalAdvance(tr("%1 jobs").arg(10)) + 46, 28};
}

void JobsButton::enterEvent(QEnterEvent*) {
    hover_ = true;
    update();
}

void JobsButton::leaveEvent(QEvent*) {
    hover_ = false;
    update();
}

void JobsButton::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hover_ || isDown() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(c.accent) : QPen(Qt::NoPen));
        painter.setBrush(hover_ ? c.hover : QColor(Qt::transparent));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
    }
    const QRectF ring(10, height() / 2.0 - 7, 14, 14);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(c.borderStrong, 2.5));
    painter.drawEllipse(ring);
    if (jobs_->active() > 0) {
        const double fraction = jobs_->fraction();
        painter.setPen(QPen(c.accentText, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(ring, 90 * 16, -static_cast<int>(360 * 16 * (fraction < 0 ? 0.25 : fraction)));
    }
    painter.setFont(theme::font());
    painter.setPen(jobs_->active() > 0 ? c.text : c.textWeak);
    painter.drawText(QRectF(32, 0, width() - 36, height()), Qt::AlignLeft | Qt::AlignVCenter, label());
}

// --- the list

JobsPopup::JobsPopup(JobsModel* jobs, std::function<void(qint64)> cancel, QWidget* parent)
    : QFrame(parent, Qt::Popup),
      jobs_(jobs),
      cancel_(std::move(cancel)),
      list_(new QWidget),
      rows_(new QVBoxLayout(list_)),
      scroll_(new QScrollArea),
      clear_(new QPushButton(tr("Clear those that have ended"))) {
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("card", true);
    setAccessibleName(tr("Jobs"));
    setFixedWidth(360);
    rows_->setContentsMargins({});
    list_->setProperty("transparent", true);
    scroll_->setWidget(list_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setAccessibleName(tr("Jobs"));
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    clear_->setObjectName(QStringLiteral("clearJobs"));
    clear_->setFlat(true);
    connect(clear_, &QPushButton::clicked, jobs_, &JobsModel::clearOver);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace1, theme::kSpace1, theme::kSpace1, theme::kSpace1);
    column->setSpacing(0);
    column->addWidget(scroll_);
    column->addWidget(clear_);
    rows_->setSpacing(0);
    connect(jobs_, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& at) { refresh(at.row()); });
    connect(jobs_, &QAbstractItemModel::rowsInserted, this, [this] { rebuild(); });
    connect(jobs_, &QAbstractItemModel::rowsRemoved, this, [this] { rebuild(); });
    connect(jobs_, &QAbstractItemModel::modelReset, this, [this] { rebuild(); });
    rebuild();
}

void JobsPopup::rebuild() {
    while (QLayoutItem* item = rows_->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    // A layout counts what is shown: a new widget of a visible list is only later.
    const auto add = [this](QWidget* widget) {
        rows_->addWidget(widget);
        widget->setVisible(true);
    };
    for (const JobRow& row : jobs_->rows()) add(new JobWidget(row, cancel_));
    if (jobs_->rows().empty()) {
        auto* none = new QLabel(tr("Imports, trainings and evaluations of this session appear here."));
        none->setWordWrap(true);
        none->setMargin(theme::kSpace3);
        none->setProperty("weak", true);
        add(none);
    }
    clear_->setVisible(std::ranges::any_of(jobs_->rows(), &JobRow::over));
    fit();
}

void JobsPopup::refresh(int row) {
    if (row < 0 || row >= jobs_->rowCount() || row >= rows_->count()) return;
    static_cast<JobWidget*>(rows_->itemAt(row)->widget())->show(jobs_->rows()[static_cast<std::size_t>(row)]);
    clear_->setVisible(std::ranges::any_of(jobs_->rows(), &JobRow::over));
    fit();
}

void JobsPopup::fit() {
    const int inner = width() - 2 * theme::kSpace1;
    const int wanted = rows_->hasHeightForWidth() ? rows_->heightForWidth(inner) : rows_->sizeHint().height();
    scroll_->setFixedHeight(std::min(wanted, parentWidget()->height() * 2 / 3));
    adjustSize();
}

void JobsPopup::openBelow(const QWidget* button) {
    fit();
    const QPoint corner = button->mapToGlobal(QPoint(button->width(), button->height() + theme::kSpace1));
    move(corner.x() - width(), corner.y());
    show();
}

}  // namespace legenda::ui
