import { z } from 'zod';
import { COUNTRIES, isTimeZone } from '../domain/account/places.ts';
import { PASSWORD_LENGTH } from '../ports/auth.ts';
import { accountFieldErrors as errors } from '../ui/messages/sign-in.ts';

const MAX_EMAIL = 254;
const MAX_NAME = 100;

/** Line breaks and other control characters, and marks that turn the text around them the other way. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** What people and companies are called: something that can be seen, and that stays within itself. */
export const nameField = z
  .string()
  .trim()
  .max(MAX_NAME)
  .refine((name) => !UNPRINTABLE.test(name) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name), errors.control);

/** An e-mail as it is stored and looked up: in lower case. */
export const emailField = z.string().trim().toLowerCase().max(MAX_EMAIL).pipe(z.email());

/** A password that is chosen. */
export const newPasswordField = z
  .string()
  .min(PASSWORD_LENGTH.min, errors.passwordShort)
  .max(PASSWORD_LENGTH.max, errors.passwordLong);

/** A password that was chosen before. */
export const passwordField = z.string();

export const countryField = z.enum(COUNTRIES as readonly [string, ...string[]]);

export const timeZoneField = z.string().refine(isTimeZone, errors.timeZone);
