// The few comforts of a page. Everything can be read and reached without them.
'use strict';
