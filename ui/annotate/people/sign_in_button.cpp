// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/sign_in_button.h"

#include "ui/annotate/people/annotator_sheet.h"
#include "ui/annotate/people/people_state.h"
#include "ui/theme/theme.h"

#include <QColorDialog>
#include <QMenu>
#include <QPainter>

namespace legenda::ui {

QIcon dotIcon(const QColor& colour) {
    constexpr int kSide = 32;
    QPixmap dot(kSide, kSide);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(5, 5, kSide - 10, kSide - 10));
    painter.end();
    return QIcon(dot);
}

SignInButton::SignInButton(PeopleState* people, QWidget* parent) : QToolButton(parent), people_(people) {
    setObjectName(QStringLiteral("signIn"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    theme::setIconSide(this, 16);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &SignInButton::fillMenu);
    connect(people_, &PeopleState::changed, this, &SignInButton::refresh);
    refresh();
}

void SignInButton::refresh() {
    const QString name = people_->name();
    setText(name.isEmpty() ? tr("Sign in") : name);
    setIcon(name.isEmpty() ? theme::icon(QStringLiteral("user")) : dotIcon(people_->colourOf(name.toStdString())));
    setAccessibleName(name.isEmpty() ? tr("Sign in as an annotator") : tr("Annotator: %1").arg(name));
    QString tip = name.isEmpty() ? tr("Who annotates: with a name your boxes and texts are told from the others'")
                                 : tr("%1 is signed in on this machine").arg(name);
    if (people_->hidesOthers()) tip += QLatin1Char('\n') + tr("The others' work is hidden until review (blind)");
    setToolTip(tip);
}

void SignInButton::fillMenu() {
    QMenu* list = menu();
    list->clear();
    for (const auto& annotator : people_->annotators()) {
        const QString name = QString::fromStdString(annotator.name);
        if (annotator.name == store::kDefaultAnnotator) continue;
        QAction* action = list->addAction(dotIcon(QColor(QString::fromStdString(annotator.colour))), name);
        action->setCheckable(true);
        action->setChecked(name == people_->name());
        connect(action, &QAction::triggered, people_, [this, name] { people_->signIn(name); });
    }
    if (!list->isEmpty()) list->addSeparator();
    list->addAction(tr("New annotator …"), this, &SignInButton::askForName)->setObjectName(QStringLiteral("newName"));
    QAction* colour = list->addAction(tr("Colour …"), this, &SignInButton::askForColour);
    colour->setEnabled(!people_->name().isEmpty());
    QAction* blind = list->addAction(tr("Hide the others' work (blind)"));
    blind->setObjectName(QStringLiteral("blind"));
    blind->setCheckable(true);
    blind->setChecked(people_->blind());
    blind->setToolTip(tr("Boxes, texts and marks of the other annotators are shown in review only"));
    connect(blind, &QAction::toggled, people_, &PeopleState::setBlind);
    list->addAction(tr("Tasks …"), this, &SignInButton::tasksWanted);
    list->addSeparator();
    QAction* out = list->addAction(tr("Sign out"), people_, [this] { people_->signIn({}); });
    out->setObjectName(QStringLiteral("signOut"));
    out->setEnabled(!people_->name().isEmpty());
}

void SignInButton::askForName() {
    auto* sheet = new AnnotatorSheet(window());
    connect(sheet, &AnnotatorSheet::named, people_, &PeopleState::addAnnotator);
    sheet->open();
}

void SignInButton::askForColour() {
    const QString name = people_->name();
    auto* choice = new QColorDialog(people_->colourOf(name.toStdString()), window());
    choice->setAttribute(Qt::WA_DeleteOnClose);
    choice->setWindowTitle(tr("Colour of %1").arg(name));
    connect(choice, &QColorDialog::colorSelected, people_,
            [this, name](const QColor& colour) { people_->setColour(name, colour.name()); });
    choice->open();
}

}  // namespace legenda::ui
