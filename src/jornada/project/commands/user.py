"""`jornada user`: make a person who can sign in, or give one a new password."""

from __future__ import annotations

import click


@click.command()
@click.argument("email")
@click.option("--name", help="Full name; the part before the @ when left out.")
@click.option("--admin", "is_admin", is_flag=True, help="Make the person an administrator.")
@click.option("--role", default="sales", show_default=True, help="admin, marketing, sdr, sales, manager or viewer.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
def command(email: str, name: str | None, is_admin: bool, role: str, password: str) -> None:
    """Make a person who can sign in with EMAIL, or change role and password of one who exists.

    \b
    jornada user you@company.com --admin
    """
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from email_validator import EmailNotValidError, validate_email

    from jornada.apps.org.models import User

    role = "admin" if is_admin else role
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
        validate_password(password)
    except (EmailNotValidError, ValidationError) as error:
        raise click.ClickException(" ".join(getattr(error, "messages", [str(error)]))) from error
    if role not in User.Role.values:
        raise click.ClickException(f"There is no role {role!r}. Roles: {', '.join(User.Role.values)}.")
    user, is_new = User.objects.get_or_create(
        email=address, defaults={"username": address, "name": name or address.split("@")[0]}
    )
    user.role, user.name, user.is_active = role, name or user.name, True
    user.set_password(password)
    user.save()
    click.echo(f"{'Made' if is_new else 'Changed'} {user.name} <{address}>, role {role}.")
