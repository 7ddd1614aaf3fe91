"""Why an account feature refuses."""

from http import HTTPStatus

from kino.core.errors import KinoError


class NotSignedIn(KinoError):
    """The request carries no session, or one that has ended."""

    status = HTTPStatus.UNAUTHORIZED


class ProfileNotChosen(KinoError):
    """The session has not said who is watching."""

    status = HTTPStatus.CONFLICT


class AdminsOnly(KinoError):
    """Only an admin may do this."""

    status = HTTPStatus.FORBIDDEN


class WrongPassword(KinoError):
    """The name or the password is wrong; which of them is not told."""

    status = HTTPStatus.UNAUTHORIZED


class AccountSwitchedOff(KinoError):
    """The password is right, but an admin has disabled the account."""

    status = HTTPStatus.FORBIDDEN


class TooManyAttempts(KinoError):
    """Too many wrong passwords or registrations; `facts.retry_after_s` says when the next is listened to."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class PasswordTooWeak(KinoError):
    """The new password is too short, too long, too common, or the name itself."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NameUnusable(KinoError):
    """The name is empty or too long once upper and lower case are made equal."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NameTaken(KinoError):
    """Another member already has this name."""

    status = HTTPStatus.CONFLICT


class SetupClosed(KinoError):
    """The set-up link was used, replaced by a newer one, or was never right."""

    status = HTTPStatus.GONE


class RegistrationClosed(KinoError):
    """Nobody may register, or not without an invitation."""

    status = HTTPStatus.FORBIDDEN


class InvitationNotValid(KinoError):
    """The invitation was used, withdrawn, has run out, or was never right."""

    status = HTTPStatus.GONE


class ResetLinkNotValid(KinoError):
    """The reset link was used, replaced, has run out, or was never right."""

    status = HTTPStatus.GONE


class MemberNotFound(KinoError):
    """No member has this id or name."""

    status = HTTPStatus.NOT_FOUND


class InvitationNotFound(KinoError):
    """No invitation has this id."""

    status = HTTPStatus.NOT_FOUND


class SessionNotFound(KinoError):
    """No device of this account has this session."""

    status = HTTPStatus.NOT_FOUND


class ProfileNotFound(KinoError):
    """No profile of this account has this id."""

    status = HTTPStatus.NOT_FOUND


class LastProfile(KinoError):
    """An account keeps at least one profile."""

    status = HTTPStatus.CONFLICT


class TooManyProfiles(KinoError):
    """The account has as many profiles as it may have."""

    status = HTTPStatus.CONFLICT


class LastAdmin(KinoError):
    """The house would be left without an admin who can sign in."""

    status = HTTPStatus.CONFLICT
