// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_differences.h"

#include "ui/charts/figure_text.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/options_form.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"
#include "ui/train/run_list.h"

#include <QLabel>

#include <algorithm>
#include <map>

namespace legenda::ui {

namespace {

constexpr int kTableHeight = 132;

QString row(const QString& name, const QString& a, const QString& b) {
    return QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2&nbsp;&nbsp;</td><td>%3</td></tr>")
        .arg(name.toHtmlEscaped(), a.toHtmlEscaped(), b.toHtmlEscaped());
}

QString valueText(const nlohmann::json& value) {
    if (value.is_null()) return QStringLiteral("–");
    const QString text = QString::fromStdString(value.is_structured() ? value.dump() : optionText(value));
    return text.size() > 24 ? text.left(12) + QStringLiteral("…") : text;
}

// Of each figure the pair at the last epoch that both runs have.
std::map<std::string, runs::RunFigurePair> lastCommon(const std::vector<runs::RunFigurePair>& figures) {
    std::map<std::string, runs::RunFigurePair> last;
    for (const auto& pair : figures)
        if (pair.a && pair.b) last[pair.name] = pair;
    return last;
}

}  // namespace

RunDifferences::RunDifferences(Page* page, QWidget* parent) : QScrollArea(parent), page_(page), table_(new QLabel) {
    setObjectName(QStringLiteral("differences"));
    setAccessibleName(tr("What differs between the two runs"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    table_->setTextFormat(Qt::RichText);
    table_->setFont(theme::font(theme::Type::Small));
    table_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    table_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setWidget(table_);
    hide();
}

void RunDifferences::setRuns(const QStringList& runs) {
    runs_ = runs;
    if (runs.size() != 2) return hide();
    page_->bridge()->records().compareRuns(this, runs[0], runs[1],
                                           [this, runs](const base::Result<runs::RunComparison>& found) {
                                               if (runs == runs_ && found) show(*found);
                                           });
}

void RunDifferences::show(const runs::RunComparison& found) {
    QString rows = QStringLiteral(
                       "<tr><th align='left'>%1</th><th align='left'>%2&nbsp;&nbsp;</th>"
                       "<th align='left'>%3</th></tr>")
                       .arg(tr("Differs"), runTitle(found.a).toHtmlEscaped(), runTitle(found.b).toHtmlEscaped());
    for (const auto* differences : {&found.options, &found.provenance})
        for (const auto& difference : *differences)
            rows += row(optionTitle(difference.key), valueText(difference.a), valueText(difference.b));
    if (found.options.empty() && found.provenance.empty()) rows += row(tr("Options and data are the same"), {}, {});
    QStringList tips;
    for (const auto& [key, pair] : lastCommon(found.figures)) {
        const QString name = QString::fromStdString(key);
        if (const QString help = figureHelp(name); !help.isEmpty() && !tips.contains(help)) tips << help;
        rows += row(tr("%1 after epoch %2").arg(figureTitle(name)).arg(pair.epoch), figureText(name, *pair.a),
                    figureText(name, *pair.b));
    }
    table_->setText(QStringLiteral("<table>%1</table>").arg(rows));
    table_->setToolTip(tips.join(QLatin1Char('\n')));
    setFixedHeight(std::min(kTableHeight, table_->sizeHint().height() + 2));
    QScrollArea::show();
}

}  // namespace legenda::ui
