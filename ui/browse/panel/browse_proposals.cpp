// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/browse_proposals.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/missing_features.h"
#include "ui/browse/panel/model_section.h"
#include "ui/browse/picture/region_overlays.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <numeric>

namespace legenda::ui {

namespace {

constexpr int kValueWidth = 56;

QString count(double mentions) {
    return QString::number(mentions, 'f', 0);
}

}  // namespace

BrowseProposals::BrowseProposals(Page* page, BrowseState* state)
    : page_(page),
      state_(state),
      slider_(new QSlider(Qt::Horizontal)),
      value_(new QLabel),
      held_(new QLabel),
      measure_(new QPushButton(tr("Measure their recall"))) {
    auto* line = new QHBoxLayout;
    line->setSpacing(theme::kSpace2);
    auto* title = new QLabel(tr("Proposals shown"));
    title->setProperty("weak", true);
    slider_->setObjectName(QStringLiteral("proposals"));
    slider_->setRange(0, 0);
    slider_->setEnabled(false);
    slider_->setAccessibleName(title->text());
    slider_->setToolTip(withFigureHelp(
        tr("The best proposals of this image by their own score, dashed, whether they are aligned with words or not"),
        "proposal.score"));
    value_->setMinimumWidth(kValueWidth);
    value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(title);
    line->addWidget(slider_, 1);
    line->addWidget(value_);
    held_->setObjectName(QStringLiteral("proposalsHeld"));
    held_->setToolTip(figureHelp("proposal.recall"));
    held_->setFont(theme::font(theme::Type::Small));
    held_->setProperty("weak", true);
    held_->setWordWrap(true);
    measure_->setObjectName(QStringLiteral("measureProposals"));
    measure_->setProperty("chip", true);
    measure_->setToolTip(
        tr("Measures the recall of annotated phrases on the dev split: the share that the whole image or one of the "
           "proposals shown covers at IoU 0.5, the most that grounding can score on them"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::kSpace1);
    column->addLayout(line);
    column->addWidget(held_);
    column->addWidget(measure_, 0, Qt::AlignLeft);
    connect(slider_, &QSlider::valueChanged, this, [this] {
        showTexts();
        Q_EMIT overlaysChanged();
    });
    connect(measure_, &QPushButton::clicked, this, &BrowseProposals::ask);
    connect(state_, &BrowseState::imageChanged, this, [this] { slider_->setEnabled(false); });
    connect(state_, &BrowseState::alignmentChanged, this, [this] {
        const auto regions = static_cast<int>(state_->alignment().regions.size());
        if (regions == 0 || state_->bySet()) return slider_->setEnabled(false);  // a set has no proposals
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, regions - 1);
        slider_->setEnabled(regions > 1);
        showTexts();
    });
    connect(page_->bridge(), &Bridge::annotationSaved, this, [this] { setBound({}); });
    showTexts();
}

void BrowseProposals::setProject(const project::ProjectInfo& project, bool another) {
    if (another) measuredFor_.clear();
    if (fileInUse(project, project::ModelKind::Alignment) == measuredFor_) return;
    measuredFor_.clear();
    setBound({});
}

void BrowseProposals::ask() {
    measure_->setEnabled(false);
    measure_->setText(tr("Measuring…"));
    const auto& project = page_->bridge()->project();
    const auto measured = project ? fileInUse(*project, project::ModelKind::Alignment) : std::filesystem::path{};
    page_->bridge()->jobs().bound(
        this, QStringLiteral("dev"), {}, [this, measured](base::Result<inference::BoundReport> report) {
            if (report) {
                measuredFor_ = measured;
                setBound(std::move(*report));
                return Q_EMIT overlaysChanged();
            }
            setBound({});
            if (!dropped(report.error()))
                showErrorOrOfferFeatures(page_, report.error(), tr("Measuring the proposals"), [this] { ask(); });
        });
}

void BrowseProposals::setBound(std::optional<inference::BoundReport> report) {
    report_ = std::move(report);
    measure_->setEnabled(true);
    measure_->setText(tr("Measure their recall"));
    showTexts();
}

void BrowseProposals::addOverlays(std::vector<Overlay>& overlays) const {
    if (state_->bySet()) return;
    const auto& regions = state_->alignment().regions;
    for (int region = 1; region <= slider_->value() && static_cast<std::size_t>(region) < regions.size(); ++region) {
        const auto id = OverlayId::region(region);
        if (std::ranges::any_of(overlays, [&](const Overlay& overlay) { return overlay.id == id; })) continue;
        Overlay overlay = regionOverlay(state_->alignment(), state_->numbers(), region, state_->lit().region);
        overlay.grey = overlay.dashed = true;
        overlay.label = QString::number(regions[static_cast<std::size_t>(region)].score, 'f', 2);
        if (const auto gain = gainOf(region)) overlay.label += QStringLiteral(" · +%1").arg(*gain);
        overlays.push_back(std::move(overlay));
    }
}

const std::vector<double>* BrowseProposals::gained() const {
    if (!report_) return nullptr;
    const auto found = report_->gained.find(state_->image());
    return found == report_->gained.end() ? nullptr : &found->second;
}

std::optional<double> BrowseProposals::gainOf(int region) const {
    const auto* own = gained();
    if (!own || region < 0 || static_cast<std::size_t>(region) + 1 >= own->size()) return {};
    return (*own)[static_cast<std::size_t>(region)];
}

void BrowseProposals::showTexts() {
    const auto k = static_cast<std::size_t>(slider_->value());
    value_->setText(slider_->maximum() == 0 ? QString() : tr("%1 of %2").arg(k).arg(slider_->maximum()));
    measure_->setVisible(!report_);
    held_->setVisible(report_.has_value());
    if (!report_ || report_->held.empty()) return;
    const auto& held = report_->held;
    const auto last = std::min(k, held.size() - 1);
    QString text = k == 0 ? tr("The whole image alone recalls %1 % of the %2 annotated phrases on %3.")
                          : tr("These and the whole image recall %1 % of the %2 annotated phrases on %3.");
    text = text.arg(held[last], 0, 'f', 1).arg(count(report_->mentions), QString::fromStdString(report_->split));
    if (last > 0) text += tr(" The last one gains %1.").arg(held[last] - held[last - 1], 0, 'f', 1);
    if (const auto* own = gained()) {
        const auto end = own->begin() + static_cast<std::ptrdiff_t>(std::min(k + 1, own->size() - 1));
        text += tr(" Here: %1 of %2.")
                    .arg(count(std::accumulate(own->begin(), end, 0.0)),
                         count(std::accumulate(own->begin(), own->end(), 0.0)));
    }
    if (report_->imagesWithout > 0)
        text += tr(" Left out, having no features: %n image(s).", nullptr, static_cast<int>(report_->imagesWithout));
    held_->setText(text);
}

}  // namespace legenda::ui
